/** A reader without our client: a hand-written socket that reconnects by the section "Reconnecting" of PROTOCOL.md. */
import type { Random } from "@epochal/core";
import { decodeServerMessage, type ReceivedMessage } from "@epochal/protocol";
import { eventsOf } from "@epochal/stream/events";
import { openRawSocket, type RawSocket } from "../raw-socket.ts";
import { nextRun, type ServerAddress, type Reader, type Reading } from "./reader.ts";

export interface RawReaderOptions {
  readonly name: string;
  readonly first: string;
  /** Default: none; the reader then sends nothing and only opens the address of the run. */
  readonly window?: number;
}

export function startRawReader(address: ServerAddress, random: Random, options: RawReaderOptions): Reader {
  const { name, first, window } = options;
  const readings: Reading[] = [];
  const problems: string[] = [];
  let isActive = true;
  let current: RunReader | undefined;

  async function read(): Promise<void> {
    for (let run: string | undefined = first; run !== undefined && isActive;) {
      const reading: Reading = { run, received: [] };
      readings.push(reading);
      current = startRunReader(address, random, reading, window);
      const { status, successor } = await current.end;
      if (status instanceof Error) problems.push(status.message);
      if (reading.received.length === 0) readings.pop();
      run = successor ?? (status === "interrupted" ? await nextRun(address, run, () => isActive) : undefined);
    }
  }

  return {
    name,
    mode: "all",
    readings,
    problems,
    done: read(),
    stop() {
      isActive = false;
      current?.stop();
    },
  };
}

/** How a run ended for a reader; an error is a message that PROTOCOL.md does not allow here. */
interface End {
  readonly status: "finished" | "interrupted" | "stopped" | Error;
  readonly successor?: string | undefined;
}

interface RunReader {
  readonly end: Promise<End>;
  stop(): void;
}

const MAX_RETRY_MS = 400;

/** Reads one run to its end and adds its events to `reading`; reconnects as often as needed. */
function startRunReader(address: ServerAddress, random: Random, reading: Reading, window?: number): RunReader {
  const { run, received } = reading;
  const { promise: end, resolve } = Promise.withResolvers<End>();
  let socket: RawSocket | undefined;
  let retry: NodeJS.Timeout | undefined;
  let log: string | undefined;
  let seq = 0;
  let acknowledged = 0;
  let isClosed = false;
  connect();

  function connect(): void {
    const after = log === undefined ? "start" : `${log}:${seq}`;
    const headers = { authorization: `Bearer ${address.token}` };
    const path = window === undefined ? `/v1/watch/${run}?after=${after}` : "/v1";
    const opened = openRawSocket(address.port, {
      path,
      headers,
      onHandshake(status) {
        if (status !== 101) return opened.destroy();
        if (window === undefined) return;
        opened.sendText(JSON.stringify({ type: "subscribe", id: "raw", run, after, window }));
      },
      onText(text) {
        const message = decodeServerMessage(text.toString());
        if (message && !isClosed) handle(message);
      },
      onClose: () => opened.destroy(),
      onDisconnect() {
        if (!isClosed) retry = setTimeout(connect, MAX_RETRY_MS * random.rand());
      },
    });
    socket = opened;
    acknowledged = seq;
  }

  function close(how: End): void {
    isClosed = true;
    clearTimeout(retry);
    socket?.destroy();
    resolve(how);
  }

  function fail(what: string): void {
    close({ status: new Error(`${run} after event ${seq}: ${what}`) });
  }

  function handle(message: ReceivedMessage): void {
    switch (message.type) {
      case "subscribed":
        if (message.run !== run || (log ?? message.log) !== message.log || message.from !== seq + 1) {
          fail(`subscribed to ${message.run} from ${message.from}`);
        }
        log = message.log;
        return;
      case "events":
        if (message.first > seq + 1 || message.last <= seq) fail(`events ${message.first} to ${message.last}`);
        else {
          received.push(...eventsOf(message.chunk!, seq));
          seq = message.last;
          acknowledge();
        }
        return;
      case "gap":
      case "error":
        fail(JSON.stringify(message));
        return;
      case "caughtUp":
        if (message.seq !== seq) fail(`caught up at ${message.seq}`);
        return;
      case "end":
        if (message.seq !== seq) fail(`the end at ${message.seq}`);
        else
          close({ status: message.status === "finished" ? "finished" : "interrupted", successor: message.successor });
        return;
      case "hello":
      case "heartbeat":
      case "queued":
      case "accepted":
      case "refused":
      case "draining":
      case "pong":
    }
  }

  function acknowledge(): void {
    if (window === undefined || seq - acknowledged < window / 4) return;
    socket?.sendText(JSON.stringify({ type: "ack", run, seq }));
    acknowledged = seq;
  }

  return { end, stop: () => close({ status: "stopped" }) };
}
