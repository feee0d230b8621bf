/** A reader without our client: a socket by hand, and "Reconnecting" of PROTOCOL.md read again. */
import type { Random } from "@epochal/core";
import { decodeServerMessage, type ReceivedMessage } from "@epochal/protocol";
import { eventsOf } from "@epochal/stream/events";
import { openRawSocket, type RawSocket } from "../raw-socket.ts";
import { nextRun, type Place, type Reader, type Reading } from "./reader.ts";

export interface RawReaderOptions {
  readonly name: string;
  readonly first: string;
  /** Default: none; such a reader says nothing, and only opens an address. */
  readonly window?: number;
}

const MOST_WAIT_MS = 400;

export function startRawReader(place: Place, random: Random, { name, first, window }: RawReaderOptions): Reader {
  const readings: Reading[] = [];
  const complaints: string[] = [];
  const { promise: done, resolve: finish } = Promise.withResolvers<void>();
  let isWanted = true;
  let socket: RawSocket | undefined;
  let retry: NodeJS.Timeout | undefined;
  let reading: Reading = { run: first, told: [] };
  let log: string | undefined;
  let seq = 0;
  let acknowledged = 0;
  let isOver = false;

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
        onAnswer(status) {
          if (status !== 101) opened.destroy();
          else if (window !== undefined) {
            opened.say(JSON.stringify({ type: "subscribe", id: "raw", run: reading.run, after, window }));
          }
        },
        onText: (text) => {
          const message = decodeServerMessage(text.toString());
          if (message && !isOver) take(message);
        },
        onClose: () => opened.destroy(),
        onGone: () => {
          if (isWanted && !isOver) retry = setTimeout(open, MOST_WAIT_MS * random.rand());
        },
      },
    );
    socket = opened;
    acknowledged = seq;
  }

  function complain(what: string): void {
    complaints.push(`${reading.run} behind event ${seq}: ${what}`);
    leave();
  }

  function leave(): void {
    isOver = true;
    socket?.destroy();
    finish();
  }

  function take(message: ReceivedMessage): void {
    switch (message.type) {
      case "subscribed":
        if (message.run !== reading.run || (log ?? message.log) !== message.log || message.from !== seq + 1) {
          complain(`subscribed to ${message.run} from ${message.from}`);
        }
        log = message.log;
        return;
      case "events":
        if (message.first > seq + 1 || message.last <= seq) complain(`events ${message.first} to ${message.last}`);
        else {
          reading.told.push(...eventsOf(message.chunk!, seq));
          seq = message.last;
          acknowledge();
        }
        return;
      case "gap":
      case "error":
        complain(JSON.stringify(message));
        return;
      case "caughtUp":
        if (message.seq !== seq) complain(`caught up at ${message.seq}`);
        return;
      case "end":
        if (message.seq !== seq) complain(`the end at ${message.seq}`);
        else if (message.status === "finished") leave();
        else void goOn();
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
    socket?.say(JSON.stringify({ type: "ack", run: reading.run, seq }));
    acknowledged = seq;
  }

  /** With the run that goes on from the one that was interrupted. */
  async function goOn(): Promise<void> {
    isOver = true;
    socket?.destroy();
    const next = await nextRun(place, reading.run, () => isWanted);
    if (next === undefined) return;
    reading = { run: next, told: [] };
    readings.push(reading);
    log = undefined;
    seq = 0;
    isOver = false;
    open();
  }

  return {
    name,
    mode: "all",
    readings,
    complaints,
    done,
    stop() {
      isWanted = false;
      clearTimeout(retry);
      leave();
    },
  };
}
