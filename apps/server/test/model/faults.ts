/**
 * What a server could do wrong, planted from outside, at its seams: what it reads from the log, what it says, and what it hears.
 * Each does so once in a while only, as real faults do.
 */
import type { RunLog } from "@epochal/log";
import type { ReceivedMessage } from "@epochal/protocol";
import type { TamperLog } from "./stepped-log.ts";

export interface Fault {
  readonly log: TamperLog;
  /** What becomes of a message of the server. */
  readonly send: (text: string) => readonly string[];
  /** What becomes of a message to the server. */
  readonly receive: (text: string) => string;
}

type Message = ReceivedMessage & { first: number; last: number; from: number; to: number; chunk: unknown };

const sound: Fault = { log: (log) => log, send: (text) => [text], receive: (text) => text };

/** No fault at all. */
export const noFault = (): Fault => sound;

/** Changes each so-many-th message of a type that the server sends. */
function ofSent(type: ReceivedMessage["type"], change: (message: Message) => readonly object[], each = 3): () => Fault {
  return () => {
    let count = 0;
    return {
      ...sound,
      send(text) {
        const message = JSON.parse(text) as Message;
        if (message.type !== type) return [text];
        count += 1;
        return count % each === 0 ? change(message).map((one) => JSON.stringify(one)) : [text];
      },
    };
  };
}

/** Changes the cursor of those who come back. */
function ofResume(by: number): () => Fault {
  return () => ({
    ...sound,
    receive: (text) =>
      text.replace(
        /("after":"[^"]+:)(\d+)"/,
        (_, before: string, seq: string) => `${before}${Math.max(0, Number(seq) + by)}"`,
      ),
  });
}

/** The columns of epochs, without their first event. */
function withoutFirst(message: Message): Message {
  const { chunk } = message as unknown as { chunk: Record<string, unknown> };
  const columns = Object.entries(chunk).map(([key, value]) => [key, Array.isArray(value) ? value.slice(1) : value]);
  const seq = message.first + 1;
  return {
    ...message,
    first: seq,
    chunk: { ...Object.fromEntries(columns), seq, epoch: Number(chunk["epoch"]) + 1 },
  } as Message;
}

function ofRead(tamper: (log: RunLog) => RunLog["read"]): () => Fault {
  return () => ({ ...sound, log: (log) => ({ read: tamper(log), appendAll: (appends) => log.appendAll(appends) }) });
}

export const faults: Readonly<Record<string, () => Fault>> = {
  "skips one event": ofSent("events", (message) => (message.last > message.first ? [withoutFirst(message)] : [])),
  "skips the events of a message": ofSent("events", () => [], 5),
  "repeats a message": ofSent("events", (message) => [message, message], 5),
  "repeats one event": ofSent("events", (message) => [
    message,
    { ...message, first: message.last, chunk: lastOf(message.chunk, message.last) },
  ]),
  "begins one event late when somebody comes back": ofResume(1),
  "begins one event early when somebody comes back": ofResume(-1),
  "forgets a gap": ofSent("gap", () => [], 1),
  "tells a gap that is one too short": ofSent("gap", (message) => [{ ...message, to: message.to - 1 }], 1),
  "tells a gap that is one too long": ofSent("gap", (message) => [{ ...message, to: message.to + 1 }], 1),
  "sums up one event too few": ofSent("gap", (message) => [withOneFewer(message)], 1),
  "changes the order of two messages": () => {
    let held: string | undefined;
    let count = 0;
    return {
      ...sound,
      send(text) {
        if (!text.startsWith('{"type":"events"')) return [text];
        count += 1;
        if (held === undefined && count % 4 === 0) {
          held = text;
          return [];
        }
        const both = held === undefined ? [text] : [text, held];
        held = undefined;
        return both;
      },
    };
  },
  "shows what is not stored": () => ({
    ...sound,
    log: (log) => ({
      read: (run, after, limit) => log.read(run, after, limit),
      appendAll: (appends) => appends.map(({ run }) => log.run(run)!),
    }),
  }),
  "reads one event behind the one it was asked for": ofRead(
    (log) => (run, after, limit) => log.read(run, after + 1, limit),
  ),
  "reads numbers that are not those of the log": ofRead(
    (log) => (run, after, limit) =>
      log
        .read(run, after, limit)
        .map((chunk) => (chunk.type === "epochs" ? { ...chunk, loss: chunk.loss.map((x) => x + 1e-9) } : chunk)),
  ),
  "does not heed the window": () => ({
    ...sound,
    receive: (text) => text.replace(/"window":(\d+)/, (_, size: string) => `"window":${Number(size) + 1}`),
  }),
  "loses an acknowledgement": () => {
    let count = 0;
    return { ...sound, receive: (text) => (text.includes('"ack"') && ++count > 2 ? '{"type":"ping","n":0}' : text) };
  },
  "forgets to say that it is over": ofSent("end", () => [], 1),
};

function lastOf(chunk: unknown, last: number): object {
  const { epoch, ...rest } = chunk as Record<string, unknown>;
  const columns = Object.entries(rest).map(([key, value]) => [key, Array.isArray(value) ? value.slice(-1) : value]);
  const more = last - Number(rest["seq"]);
  return { ...Object.fromEntries(columns), seq: last, epoch: Number(epoch) + more };
}

function withOneFewer(message: Message): object {
  const { types = {} } = message as { types?: Record<string, number> };
  const [name, count] = Object.entries(types)[0]!;
  return { ...message, types: { ...types, [name]: count + 1 } };
}
