/**
 * A run on a server as an Observable that survives its socket: every event once and in order, from the first on or from
 * a cursor; a lost connection is made again and goes on where it was. See PROTOCOL.md, "Coming back".
 */
import {
  afterClose,
  closeCodes,
  decodeServerMessage,
  encodeClientMessage,
  SUBPROTOCOL,
  type ErrorMessage,
  type ReceivedMessage,
} from "@epochal/protocol";
import { eventsOf, type TrainingEvent } from "@epochal/stream/events";
import { Observable, type SchedulerLike, type Subscription } from "rxjs";
import { backoffMs } from "./backoff.ts";
import { createPosition } from "./position.ts";

/** `replaying`: what was stored is coming. `live`: it comes as it happens. `lost`: the connection is gone and will be made again. */
export type FollowStatus = "connecting" | "replaying" | "live" | "lost" | "ended" | "interrupted";

export interface FollowOptions {
  readonly after: string;
  readonly webSocket: typeof WebSocket;
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
  /** Says why the first connection failed. */
  readonly explain: (address: URL, signal: AbortSignal) => Promise<string>;
  readonly onStatus: (status: FollowStatus) => void;
}

/** Silence of so many heartbeats means that the server is gone. */
const HEARTBEATS = 2.5;
/** How long a server may take until its `hello`. */
const HELLO_MS = 10_000;

export function followRun(address: URL, wanted: string, options: FollowOptions): Observable<TrainingEvent> {
  const { webSocket: WebSocketClass, random, scheduler, explain, onStatus } = options;

  return new Observable((subscriber) => {
    let socket: WebSocket | undefined;
    let timer: Subscription | undefined;
    let retry: Subscription | undefined;
    let heartbeatMs = HELLO_MS;
    let failures = 0;
    let wasGreeted = false;
    const position = createPosition(wanted, options.after);
    const gone = new AbortController();

    function open(): void {
      onStatus("connecting");
      const opened = new WebSocketClass(address, SUBPROTOCOL);
      socket = opened;
      opened.onmessage = ({ data }) => {
        if (socket === opened) receive(String(data));
      };
      opened.onclose = ({ code, reason }) => {
        if (socket === opened) lost(code, reason);
      };
      waitForMessage();
    }

    function receive(frame: string): void {
      waitForMessage();
      try {
        const message = decodeServerMessage(frame);
        if (message) apply(message);
      } catch (error) {
        subscriber.error(error);
      }
    }

    function apply(message: ReceivedMessage): void {
      switch (message.type) {
        case "hello":
          heartbeatMs = message.heartbeatMs * HEARTBEATS;
          wasGreeted = true;
          socket?.send(encodeClientMessage({ type: "subscribe", id: "run", run: position.run, after: position.after }));
          return;
        case "subscribed":
          position.begin(message);
          failures = 0;
          onStatus("replaying");
          return;
        case "events":
          if (message.first > position.seq + 1) {
            reconnect("an event is missing");
            return;
          }
          if (message.chunk) for (const event of eventsOf(message.chunk, position.seq)) subscriber.next(event);
          position.advance(message.last);
          return;
        case "gap":
          position.advance(message.to);
          return;
        case "caughtUp":
          onStatus("live");
          return;
        case "end":
          onStatus(message.status === "finished" ? "ended" : "interrupted");
          subscriber.complete();
          return;
        case "error":
          fail(message);
          return;
        case "heartbeat":
        case "pong":
      }
    }

    function fail({ code, message, retry: mayWorkLater }: ErrorMessage): void {
      if (mayWorkLater) {
        leave();
        comeBack("backOff");
      } else if (position.hasBegun && (code === "logReplaced" || code === "cursorAhead")) {
        // What was told is of the old log: going on from the start would tell it twice, or mix two runs.
        subscriber.error(
          new Error(
            `connect: expected run "${position.run}" to go on after event ${position.seq}, got another log of it: subscribe again for its events from the start`,
          ),
        );
      } else {
        subscriber.error(new Error(message));
      }
    }

    /** Every message shows that the server is there; a long silence that it is not. */
    function waitForMessage(): void {
      timer?.unsubscribe();
      timer = scheduler.schedule(() => reconnect("the server is silent"), heartbeatMs);
    }

    function reconnect(reason: string): void {
      leave();
      lost(closeCodes.goingAway, reason);
    }

    function lost(code: number, reason: string): void {
      leave();
      if (!wasGreeted) {
        onStatus("lost");
        void explain(address, gone.signal).then((message) => subscriber.error(new Error(message)));
        return;
      }
      const next = afterClose(code);
      if (next === "stop") {
        subscriber.error(new Error(`connect: expected ${address.origin} to go on, got close code ${code}: ${reason}`));
        return;
      }
      comeBack(next);
    }

    function comeBack(how: "backOff" | "comeBack"): void {
      onStatus("lost");
      // Whoever hears of it may have had enough.
      if (subscriber.closed) return;
      failures += 1;
      retry = scheduler.schedule(open, how === "comeBack" ? 0 : backoffMs(failures, random));
    }

    /** Closes the socket and hears nothing more of it. */
    function leave(): void {
      timer?.unsubscribe();
      const left = socket;
      socket = undefined;
      left?.close(closeCodes.done);
    }

    open();
    return () => {
      leave();
      retry?.unsubscribe();
      gone.abort();
    };
  });
}
