/** Keeps this process up to date with what all processes store: entries of runs, headers of messages, leases of writers. */
import type { Catalogue, Change } from "./catalogue.ts";
import { followStream } from "../connection/follow-stream.ts";
import { STREAM, type Resources } from "../connection/resources.ts";
import type { RunMessages } from "../messages/run-messages.ts";
import { headFromHeaders, type RunEntry } from "./run-state.ts";
import { fromToken } from "../messages/tokens.ts";
import type { Lease, Writers } from "./writers.ts";

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
  const lastToken = (subject: string) => fromToken(subject.slice(subject.lastIndexOf(".") + 1));
  const bucket = (name: string) => ({ stream: `KV_${STREAM}-${name}`, subjects: `$KV.${STREAM}-${name}.*` });
  const report = (id: string, change: () => Change | undefined) => {
    try {
      const changed = change();
      if (changed) onChange(id, changed);
    } catch (error) {
      onFailure(error);
    }
  };

  const stops = await Promise.all([
    followStream(js, bucket("writers"), (message) => {
      const { subject, headers, time } = message;
      const lease = headers?.get("KV-Operation") ? undefined : message.json<Omit<Lease, "id" | "renewed">>();
      writers.seen(lastToken(subject), lease, time.getTime());
    }),
    followStream(js, bucket("runs"), (message) => {
      const id = lastToken(message.subject);
      report(id, () =>
        message.headers?.get("KV-Operation")
          ? catalogue.deleteEntry(id, message.seq)
          : catalogue.setEntry(message.json<RunEntry>(), message.seq),
      );
    }),
    followStream(js, { stream: STREAM, subjects: "epochal.run.*", headersOnly: true }, ({ subject, headers, seq }) => {
      const id = lastToken(subject);
      report(id, () => {
        const head = headFromHeaders(headers);
        messages.mark(id, head, seq);
        return catalogue.setHead(id, head, seq);
      });
    }),
  ]);
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
