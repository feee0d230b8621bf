/** The messages of a run: where the one with an event is, and one after the other from there. */
import { DeliverPolicy, JetStreamApiError } from "@nats-io/jetstream";
import type { MsgHdrs } from "@nats-io/transport-node";
import type { KnownHead } from "../runs/catalogue.ts";
import { STREAM, subjectOf, type Resources } from "../connection/resources.ts";
import { headFromHeaders, type RunHead } from "../runs/run-state.ts";
import { toToken } from "./tokens.ts";

export interface RunMessage {
  /** Its position in the stream. */
  readonly seq: number;
  readonly data: Uint8Array;
  readonly headers: MsgHdrs;
  readonly head: RunHead;
}

/** A message whose newest event is at this position of its run. */
interface Mark {
  readonly log: string;
  readonly event: number;
  readonly seq: number;
}

export type RunMessages = ReturnType<typeof createRunMessages>;

/** Marks that are remembered of each run: those of its newest messages, and those that were found last. */
const MAX_MARKS = 256;
/** Messages that are requested one by one; more are delivered by a consumer. */
const MAX_REQUESTED = 4;
/** A read ends after this number of delivered messages, of up to half a megabyte each: the next read continues. */
const MAX_DELIVERED = 64;
const NO_MESSAGE = 10037;

export function createRunMessages({ js, jsm }: Pick<Resources, "js" | "jsm">) {
  const marks = new Map<string, Mark[]>();

  /** A message of the run is known. */
  function mark(id: string, { log, head: event }: RunHead, seq: number): void {
    const known = (marks.get(id) ?? []).filter((other) => other.log === log && other.seq !== seq);
    known.push({ log, event, seq });
    marks.set(id, known.slice(-MAX_MARKS));
  }

  /** The first message of the run at or after a position of the stream. */
  async function next(id: string, seq: number): Promise<RunMessage | undefined> {
    const query = { seq, next_by_subj: subjectOf(toToken(id)) };
    const found = (await jsm.direct.getMessage(STREAM, query)) ?? (await getFromLeader(query));
    return found ? toMessage(id, found.seq, found.data, found.header) : undefined;
  }

  /** A replica may not have the newest messages yet. */
  async function getFromLeader(query: Parameters<typeof jsm.streams.getMessage>[1]) {
    try {
      return await jsm.streams.getMessage(STREAM, query);
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === NO_MESSAGE) return null;
      throw error;
    }
  }

  /** The newest message of the run, whether this process has received it or not. */
  async function newest(id: string): Promise<RunMessage | undefined> {
    const found = await getFromLeader({ last_by_subj: subjectOf(toToken(id)) });
    return found ? toMessage(id, found.seq, found.data, found.header) : undefined;
  }

  /**
   * A position of the stream from which the run's messages contain event `after` + 1 first.
   * @param newest the run's newest message, which has it.
   */
  async function locate(id: string, after: number, { head, seq }: KnownHead): Promise<number> {
    let low = 0;
    let high = seq;
    for (const known of marks.get(id) ?? []) {
      if (known.log !== head.log) continue;
      if (known.event <= after) low = Math.max(low, known.seq);
      else high = Math.min(high, known.seq);
      if (known.event === after) return known.seq + 1;
    }
    // The message is in (low, high]; there is none of this run in [end, high).
    for (let end = high; end - low > 1;) {
      const middle = low + Math.floor((end - low) / 2);
      const message = await next(id, middle);
      if (!message) return high;
      mark(id, message.head, message.seq);
      if (message.head.head === after) return message.seq + 1;
      if (message.head.head < after) low = message.seq;
      else {
        high = message.seq;
        end = middle;
      }
    }
    return high;
  }

  /** The messages of a run from a position of the stream on, up to its newest one, or some of them. */
  async function* from(id: string, start: number, end: number): AsyncGenerator<RunMessage, void> {
    let seq = start;
    for (let i = 0; i < MAX_REQUESTED && seq <= end; i++) {
      const message = await next(id, seq);
      if (!message) return;
      mark(id, message.head, message.seq);
      yield message;
      seq = message.seq + 1;
    }
    if (seq <= end) yield* deliver({ js }, id, seq, end);
  }

  return {
    mark,
    /** The run was deleted. */
    forget: (id: string): void => void marks.delete(id),
    next,
    newest,
    locate,
    from,
  };
}

/** Some messages of a run from a position of the stream on, up to another one, delivered by a consumer. */
async function* deliver(
  { js }: Pick<Resources, "js">,
  id: string,
  start: number,
  end: number,
): AsyncGenerator<RunMessage, void> {
  const consumer = await js.consumers.get(STREAM, {
    filter_subjects: subjectOf(toToken(id)),
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: start,
  });
  const { num_pending: pending } = await consumer.info(true);
  const count = Math.min(pending, MAX_DELIVERED);
  const delivered = await consumer.fetch({ max_messages: count });
  try {
    let i = 0;
    if (count > 0) {
      for await (const { seq, data, headers } of delivered) {
        // The catalogue does not know newer ones yet: a client that has them could not continue at their position.
        if (seq > end) break;
        yield toMessage(id, seq, data, headers!);
        if (++i === count) break;
      }
    }
  } finally {
    await delivered.close();
    void consumer.delete().catch(() => {
      // The server deletes an unused consumer by itself.
    });
  }
}

function toMessage(id: string, seq: number, data: Uint8Array, headers: MsgHdrs): RunMessage {
  return { seq, data, headers, head: headFromHeaders(id, headers) };
}
