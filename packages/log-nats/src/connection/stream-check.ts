/** Notices that another program has deleted or purged a stream of the log: then what this process knows of it is wrong. */
import { JetStreamApiError, type StreamInfo } from "@nats-io/jetstream";
import type { RunMessages } from "../messages/run-messages.ts";
import { toToken } from "../messages/tokens.ts";
import type { Catalogue } from "../runs/catalogue.ts";
import { JOBS, STREAM, STREAM_NOT_FOUND, type Resources } from "./resources.ts";

const ENTRIES = `KV_${STREAM}-runs`;
const STREAMS = [STREAM, ENTRIES, JOBS.name, `KV_${STREAM}-keys`, `KV_${STREAM}-writers`, `OBJ_${STREAM}-objects`];

export interface StreamCheckContext extends Pick<Resources, "jsm" | "runs"> {
  /** The address of the server, for messages. */
  readonly address: string;
  readonly catalogue: Catalogue;
  readonly messages: RunMessages;
}

/**
 * Remembers the streams as they are now. Resolves to a function that compares them, and calls `onLost` with what was done to one, in one
 * line.
 */
export async function createStreamCheck(
  context: StreamCheckContext,
  onLost: (error: Error) => void,
): Promise<() => Promise<void>> {
  const { jsm, address } = context;
  const created = new Map<string, string>();
  for (const name of STREAMS) created.set(name, (await jsm.streams.info(name)).created);
  return async () => {
    for (const [name, before] of created) {
      const info = await findStream(context, name);
      const done = info?.created !== before ? "deleted" : (await isPurged(context, info)) ? "purged" : undefined;
      if (!done) continue;
      onLost(
        new Error(`log: another program has ${done} the stream "${name}" at ${address}: start this command again`),
      );
    }
  };
}

async function findStream({ jsm }: StreamCheckContext, name: string): Promise<StreamInfo | undefined> {
  try {
    return await jsm.streams.info(name);
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND) return undefined;
    throw error;
  }
}

/** Whether a message is gone that this process knows. The jobs of runs are deleted when they are done. */
async function isPurged(context: StreamCheckContext, { config, state }: StreamInfo): Promise<boolean> {
  const { catalogue, runs, messages } = context;
  for (const { entry, revision } of catalogue.entries()) {
    const { id } = entry;
    const known = config.name === ENTRIES ? revision : config.name === STREAM ? catalogue.head(id)?.seq : undefined;
    if (known === undefined || known >= state.first_seq) continue;
    // This process may not have received a change or a deletion yet, which leaves a message.
    const stored = await runs.get(toToken(id));
    return stored === null || (config.name === STREAM && stored.operation === "PUT" && !(await messages.newest(id)));
  }
  return false;
}
