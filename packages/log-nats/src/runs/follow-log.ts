/** Keeps this process up to date with what all processes store: entries of runs, headers of messages, leases of writers. */
import type { JsMsg } from "@nats-io/jetstream";
import type { Catalogue, Change } from "./catalogue.ts";
import { followStream, type FollowOptions } from "../connection/follow-stream.ts";
import { STREAM, type Resources } from "../connection/resources.ts";
import type { RunMessages } from "../messages/run-messages.ts";
import { decodeEntry, headFromHeaders } from "./run-state.ts";
import { fromToken } from "../messages/tokens.ts";
import { decodeLease, type Writers } from "./writers.ts";

export interface FollowContext extends Pick<Resources, "js"> {
  readonly catalogue: Catalogue;
  readonly messages: RunMessages;
  readonly writers: Writers;
  /** Is called when a run has changed, unless this process has changed it and knows. */
  readonly onChange: (id: string, change: Change) => void;
  /** Is called with what another program has written, which cannot be read. */
  readonly onFailure: (error: unknown) => void;
}

/** Resolves when everything stored so far is known. Returns a function that ends it. */
export async function followLog(context: FollowContext): Promise<() => Promise<void>> {
  const { js, catalogue, messages, writers, onChange, onFailure } = context;
  const bucket = (name: string) => ({ stream: `KV_${STREAM}-${name}`, subjects: `$KV.${STREAM}-${name}.*` });
  const follow = (options: FollowOptions, onMessage: (id: string, message: JsMsg) => Change | undefined) =>
    followStream(
      js,
      options,
      (message) => {
        const token = message.subject.slice(message.subject.lastIndexOf(".") + 1);
        const id = fromToken(token);
        if (id === undefined)
          throw new RangeError(`${JSON.stringify(token)}: a subject of no run: another program has written it`);
        const change = onMessage(id, message);
        if (change) onChange(id, change);
      },
      onFailure,
    );

  const stops = await Promise.all([
    follow(bucket("writers"), (id, message) => {
      const lease = message.headers?.get("KV-Operation") ? undefined : decodeLease(id, message.string());
      writers.seen(id, lease, message.time.getTime());
      return undefined;
    }),
    follow(bucket("runs"), (id, message) =>
      message.headers?.get("KV-Operation")
        ? catalogue.deleteEntry(id, message.seq)
        : catalogue.setEntry(decodeEntry(id, message.string()), message.seq),
    ),
    follow({ stream: STREAM, subjects: "epochal.run.*", headersOnly: true }, (id, { headers, seq }) => {
      const head = headFromHeaders(id, headers);
      messages.mark(id, head, seq);
      return catalogue.setHead(id, head, seq);
    }),
  ]);
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
