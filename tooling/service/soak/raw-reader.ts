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

const MAX_RETRY_MS = 400;

export function startRawReader(
  place: ServerAddress,
  random: Random,
  { name, first, window }: RawReaderOptions,
): Reader {
  const readings: Reading[] = [];
  const problems: string[] = [];
  const { promise: done, resolve: finish } = Promise.withResolvers<void>();
  let isWanted = true;
  let socket: RawSocket | undefined;
  let retry: NodeJS.Timeout | undefined;
  let reading: Reading = { run: first, received: [] };
  let log: string | undefined;
  let seq = 0;
  let acknowledged = 0;
  let isClosed = false;

  readings.push(reading);
  open();

  function open(): void {
    const after = log === undefined ? "start" : `${log}:${seq}`;
    const headers = { authorization: `Bearer ${place.token}` };
    const path = window === undefined ? `/v1/watch/${reading.run}?after=${after}` : "/v1";
    const opened = openRawSocket(
      place.port,
      { path, headers },
      {
        onHandshake(status) {
          if (status !== 101) opened.destroy();
          else if (window !== undefined) {
            opened.sendText(JSON.stringify({ type: "subscribe", id: "raw", run: reading.run, after, window }));
          }
        },
        onText: (text) => {
          const message = decodeServerMessage(text.toString());
          if (message && !isClosed) handle(message);
        },
        onClose: () => opened.destroy(),
        onDisconnect: () => {
          if (isWanted && !isClosed) retry = setTimeout(open, MAX_RETRY_MS * random.rand());
        },
      },
    );
    socket = opened;
    acknowledged = seq;
  }

  function fail(what: string): void {
    problems.push(`${reading.run} after event ${seq}: ${what}`);
    finishReading();
  }

  function finishReading(): void {
    isClosed = true;
    socket?.destroy();
    finish();
  }

  function handle(message: ReceivedMessage): void {
    switch (message.type) {
      case "subscribed":
        if (message.run !== reading.run || (log ?? message.log) !== message.log || message.from !== seq + 1) {
          fail(`subscribed to ${message.run} from ${message.from}`);
        }
        log = message.log;
        return;
      case "events":
        if (message.first > seq + 1 || message.last <= seq) fail(`events ${message.first} to ${message.last}`);
        else {
          reading.received.push(...eventsOf(message.chunk!, seq));
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
        else if (message.status === "finished") finishReading();
        else void followNextRun();
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
    socket?.sendText(JSON.stringify({ type: "ack", run: reading.run, seq }));
    acknowledged = seq;
  }

  /** Continues with the run that resumes the interrupted one. */
  async function followNextRun(): Promise<void> {
    isClosed = true;
    socket?.destroy();
    const next = await nextRun(place, reading.run, () => isWanted);
    if (next === undefined) return;
    reading = { run: next, received: [] };
    readings.push(reading);
    log = undefined;
    seq = 0;
    isClosed = false;
    open();
  }

  return {
    name,
    mode: "all",
    readings,
    problems,
    done,
    stop() {
      isWanted = false;
      clearTimeout(retry);
      finishReading();
    },
  };
}
