/** Opens the store that several machines share on NATS. */
import type { NatsLog, NatsLogOptions } from "@epochal/log-nats";
import { InputError, userMessage } from "../errors.ts";
import { readText } from "../files/read-files.ts";
import type { NatsFlags } from "../options/nats-options.ts";
import { defined } from "../options/defined.ts";
import { logNote, type Terminal } from "../terminal.ts";

/** Whether a store is named by the address of a NATS server, and not by a file. */
export const isNatsAddress = (store: string): boolean => /^(nats|tls):\/\//.test(store);

/** A store for people and logs: a file, or an address without its password. */
export const storeName = (store: string): string =>
  isNatsAddress(store) ? store.replaceAll(/\/\/[^@/]*@/g, "//") : store;

/**
 * @param options how it is opened; `isReader`: it is only read.
 * @throws InputError when the server cannot be used, or a file of the flags cannot be read.
 */
export async function openNats(
  address: string,
  { natsCreds, natsTlsCa, natsTlsCert, natsTlsKey }: NatsFlags,
  options: Pick<NatsLogOptions, "now" | "isReader" | "load" | "onFailure">,
): Promise<NatsLog> {
  if ((natsTlsCert === undefined) !== (natsTlsKey === undefined)) {
    throw new InputError("--nats-tls-cert and --nats-tls-key go together: name both files");
  }
  const read = async (file: string | undefined) => (file === undefined ? undefined : readText(file));
  const [creds, ca, cert, key] = await Promise.all([natsCreds, natsTlsCa, natsTlsCert, natsTlsKey].map(read));
  const tls = ca === undefined && cert === undefined ? undefined : defined({ ca, cert, key });
  const { openNatsLog } = await import("@epochal/log-nats");
  return openNatsLog(address, { ...options, ...defined({ creds, tls }) }).catch((error: unknown) => {
    throw new InputError(userMessage(error).replace(/^openNatsLog: /, ""));
  });
}

/**
 * Opens the log for a process that writes to it. Failures in the background, and settings that promise less than usual, are printed as notes.
 * @param onLost is called when another program has deleted or purged what the log needs, with an error in one line: the process should end.
 */
export async function openShared(
  address: string,
  flags: NatsFlags,
  options: Pick<NatsLogOptions, "now" | "load">,
  terminal: Terminal,
  onLost: (error: Error) => void,
): Promise<NatsLog> {
  const onFailure = (error: unknown) => logNote(terminal, userMessage(error));
  const log = await openNats(address, flags, { ...options, onFailure });
  void log.lost.then(onLost);
  if (log.weakness !== undefined) logNote(terminal, log.weakness);
  return log;
}
