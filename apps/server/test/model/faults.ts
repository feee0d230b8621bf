/**
 * Faults of a server, injected at its boundaries: what it reads from the log, sends, and receives. Like real faults, most of them
 * only occur now and then.
 */
import type { ReceivedMessage } from "@epochal/protocol";
import type { StorageLog } from "./storage.ts";
import type { TamperLog } from "./stepped-log.ts";

export interface Fault {
  readonly log: TamperLog;
  /** Changes a message of the server. */
  readonly send: (text: string) => readonly string[];
  /** Changes a message of a client. */
  readonly receive: (text: string) => string;
}

type Message = ReceivedMessage & { first: number; last: number; from: number; to: number; chunk: unknown };

const none: Fault = { log: (log) => log, send: (text) => [text], receive: (text) => text };

export const noFault = (): Fault => none;

/** Changes every Nth message of a type that the server sends. */
function onSend(
  type: ReceivedMessage["type"],
  change: (message: Message) => readonly object[],
  every = 3,
): () => Fault {
  return () => {
    let count = 0;
    return {
      ...none,
      send(text) {
        const message = JSON.parse(text) as Message;
        if (message.type !== type) return [text];
        count += 1;
        return count % every === 0 ? change(message).map((one) => JSON.stringify(one)) : [text];
      },
    };
  };
}

/** Changes the cursor of clients that reconnect. */
function onReconnect(by: number): () => Fault {
  return () => ({
    ...none,
    receive: (text) =>
      text.replace(
        /("after":"[^"]+:)(\d+)"/,
        (_, before: string, seq: string) => `${before}${Math.max(0, Number(seq) + by)}"`,
      ),
  });
}

/** A message with epochs, without the first event. */
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

function onRead(tamper: (log: StorageLog) => StorageLog["read"]): () => Fault {
  return () => ({ ...none, log: (log) => ({ read: tamper(log), appendAll: (appends) => log.appendAll(appends) }) });
}

export const faults: Readonly<Record<string, () => Fault>> = {
  "skips one event": onSend("events", (message) => (message.last > message.first ? [withoutFirst(message)] : [])),
  "skips the events of a message": onSend("events", () => [], 5),
  "repeats a message": onSend("events", (message) => [message, message], 5),
  "repeats one event": onSend("events", (message) => [
    message,
    { ...message, first: message.last, chunk: lastOf(message.chunk, message.last) },
  ]),
  "starts one event late after a reconnect": onReconnect(1),
  "starts one event early after a reconnect": onReconnect(-1),
  "loses a gap": onSend("gap", () => [], 1),
  "sends a gap that is one event too short": onSend("gap", (message) => [{ ...message, to: message.to - 1 }], 1),
  "sends a gap that is one event too long": onSend("gap", (message) => [{ ...message, to: message.to + 1 }], 1),
  "counts one event too many in a gap": onSend("gap", (message) => [withOneMore(message)], 1),
  "swaps two messages": () => {
    let held: string | undefined;
    let count = 0;
    return {
      ...none,
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
  "sends events that are not stored": () => ({
    ...none,
    log: (log) => ({
      read: (run, after, limit) => log.read(run, after, limit),
      appendAll: async (appends) => appends.map(({ run }) => log.run(run)!),
    }),
  }),
  "reads from one event too late": onRead((log) => (run, after, limit) => log.read(run, after + 1, limit)),
  "reads wrong numbers": onRead(
    (log) => async (run, after, limit) =>
      (await log.read(run, after, limit)).map((chunk) =>
        chunk.type === "epochs" ? { ...chunk, loss: chunk.loss.map((x) => x + 1e-9) } : chunk,
      ),
  ),
  "exceeds the window": () => ({
    ...none,
    receive: (text) => text.replace(/"window":(\d+)/, (_, size: string) => `"window":${Number(size) + 1}`),
  }),
  "loses an acknowledgement": () => {
    let count = 0;
    return { ...none, receive: (text) => (text.includes('"ack"') && ++count > 2 ? '{"type":"ping","n":0}' : text) };
  },
  "does not report the end": onSend("end", () => [], 1),
};

function lastOf(chunk: unknown, last: number): object {
  const { epoch, ...rest } = chunk as Record<string, unknown>;
  const columns = Object.entries(rest).map(([key, value]) => [key, Array.isArray(value) ? value.slice(-1) : value]);
  const more = last - Number(rest["seq"]);
  return { ...Object.fromEntries(columns), seq: last, epoch: Number(epoch) + more };
}

function withOneMore(message: Message): object {
  const { types = {} } = message as { types?: Record<string, number> };
  const [name, count] = Object.entries(types)[0]!;
  return { ...message, types: { ...types, [name]: count + 1 } };
}
