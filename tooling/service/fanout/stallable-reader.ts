/** A hand-written reader that can stop reading; it checks what it receives and measures delays. */
import { openRawSocket } from "../raw-socket.ts";

export interface StallableReader {
  /** The position of the last event received. */
  readonly seq: number;
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  /** Errors in what it received. */
  readonly problems: readonly string[];
  /** The delays in milliseconds from emission to arrival of each message since the last call. */
  takeLags(): number[];
  /** Stops reading and acknowledging. */
  stall(): void;
  /** Reads again, without acknowledging. */
  resumeReading(): void;
  /** Reads and acknowledges again. */
  resume(): void;
  /** Resolves to the position when nothing has arrived for half a second. */
  settled(): Promise<number>;
  /** Resolves when event `seq` has been received. */
  reached(seq: number): Promise<void>;
  close(): void;
}

interface ServerMessage {
  readonly type: string;
  readonly first: number;
  readonly last: number;
  readonly from: number;
  readonly to: number;
  readonly types: Readonly<Record<string, number>>;
  readonly rollup: Readonly<Record<string, { readonly count: number; readonly last: number }>>;
  readonly chunk: { readonly time: number };
}

/** Subscribes to a run; resolves when the server has confirmed it. */
export function openStallableReader(port: number, run: string, mode: string, window: number): Promise<StallableReader> {
  const { promise: subscribed, resolve: resolveSubscribed } = Promise.withResolvers<void>();
  const gaps: { from: number; to: number }[] = [];
  const problems: string[] = [];
  const waiters: { seq: number; resolve: () => void }[] = [];
  let lags: number[] = [];
  let seq = 0;
  let acknowledged = 0;
  let isAcknowledging = true;
  let changed = performance.now();

  const onText = (text: Buffer) => handle(JSON.parse(text.toString()) as ServerMessage);
  const connection = openRawSocket(port, { onText });

  function handle(message: ServerMessage): void {
    changed = performance.now();
    if (message.type === "hello")
      connection.sendText(JSON.stringify({ type: "subscribe", id: "a", run, mode, window }));
    if (message.type === "subscribed") resolveSubscribed();
    if (message.type === "events") {
      advance(message.first, message.last);
      lags.push(Date.now() - message.chunk.time);
      acknowledge();
    }
    if (message.type === "gap") {
      const { from, to, types, rollup } = message;
      advance(from, to);
      gaps.push({ from, to });
      // Every event of this run is an epoch, whose number is its position.
      const count = to - from + 1;
      if (types["epoch"] !== count || rollup["loss"]?.count !== count || rollup["epoch"]?.last !== to) {
        problems.push(`gap ${from} to ${to} has wrong sums`);
      }
      if (mode === "all") problems.push(`gap ${from} to ${to} in mode all`);
    }
  }

  function advance(from: number, to: number): void {
    if (from !== seq + 1) problems.push(`${mode}: ${from} after ${seq}`);
    seq = to;
    for (const one of waiters) if (seq >= one.seq) one.resolve();
  }

  function acknowledge(): void {
    if (!isAcknowledging || seq - acknowledged < (mode === "latest" ? 1 : window / 4)) return;
    acknowledged = seq;
    connection.sendText(JSON.stringify({ type: "ack", run, seq }));
  }

  const reader: StallableReader = {
    get seq() {
      return seq;
    },
    gaps,
    problems,
    takeLags() {
      const current = lags;
      lags = [];
      return current;
    },
    stall() {
      isAcknowledging = false;
      connection.socket.pause();
    },
    resumeReading: () => void connection.socket.resume(),
    resume() {
      isAcknowledging = true;
      connection.socket.resume();
      acknowledge();
    },
    async settled() {
      changed = performance.now();
      while (performance.now() - changed < 500) await new Promise((resolve) => setTimeout(resolve, 50));
      return seq;
    },
    reached: (target) =>
      new Promise((resolve) => {
        if (seq >= target) resolve();
        else waiters.push({ seq: target, resolve });
      }),
    close: () => connection.destroy(),
  };
  return subscribed.then(() => reader);
}
