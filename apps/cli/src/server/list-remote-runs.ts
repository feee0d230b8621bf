import type { RunInfo, RunQuery } from "@epochal/protocol/run-list";
import { defined } from "../options/defined.ts";
import { resolveClientToken, type TokenFlags } from "../options/token-options.ts";
import type { Terminal } from "../terminal.ts";
import { addTrustedCa } from "./add-trusted-ca.ts";
import { refusalToInputError } from "./refusal-to-input-error.ts";

export interface RemoteFlags extends TokenFlags {
  readonly ca?: string;
}

/** Whether a store is on a server, which is named by its address. */
export const isServerAddress = (store: string): boolean => /^(wss?|https?):/i.test(store);

/** The runs of a server that a query selects, and the number of all of them if it selects none. */
export async function listRemoteRuns(
  url: string,
  { sort, reverse, status, name, tag, target, limit }: RunQuery,
  flags: RemoteFlags,
  terminal: Terminal,
): Promise<{ readonly all: number; readonly selected: readonly RunInfo[] }> {
  const { connect } = await import("@epochal/client");
  if (flags.ca !== undefined) await addTrustedCa(flags.ca);
  const token = await resolveClientToken(flags, url, terminal);
  const server = connect(url, defined({ token }));
  try {
    const selected = await server.runs(defined({ sort, reverse, status, name, tag, target, limit }));
    return { selected, all: selected.length > 0 ? selected.length : (await server.runs()).length };
  } catch (error) {
    throw refusalToInputError(error, url);
  }
}
