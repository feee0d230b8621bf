/** One reader, by hand, that can stop reading: it keeps an eye on what it is told, and on how late that is. */
import { openRawSocket } from "../raw-socket.ts";

export interface Audience {
  /** The last event that it was told of. */
  readonly seq: number;
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  /** What was wrong with what it was told. */
  readonly complaints: readonly string[];
  /** Milliseconds from each message's being told to its arrival, since this was last asked. */
  takeLags(): number[];
  /** Reads nothing, and acknowledges nothing. */
  stall(): void;
  /** Reads what has come, and acknowledges nothing. */
  read(): void;
  goOn(): void;
  /** Resolves to its position when nothing has come for half a second. */
  settled(): Promise<number>;
  /** Resolves when it has been told of this event. */
  reached(seq: number): Promise<void>;
  leave(): void;
}

interface Told {
  readonly type: string;
  readonly first: number;
  readonly last: number;
  readonly from: number;
  readonly to: number;
  readonly types: Readonly<Record<string, number>>;
  readonly rollup: Readonly<Record<string, { readonly count: number; readonly last: number }>>;
  readonly chunk: { readonly time: number };
}

/** Resolves when the subscription has begun. */
export function createAudience(port: number, run: string, mode: string, window: number): Promise<Audience> {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const gaps: { from: number; to: number }[] = [];
  const complaints: string[] = [];
  const waiting: { seq: number; resolve: () => void }[] = [];
  let lags: number[] = [];
  let seq = 0;
  let acknowledged = 0;
  let isAcknowledging = true;
  let changed = performance.now();

  const opened = openRawSocket(port, {}, { onText: (text) => take(JSON.parse(text.toString()) as Told) });

  function take(message: Told): void {
    changed = performance.now();
    if (message.type === "hello") opened.say(JSON.stringify({ type: "subscribe", id: "a", run, mode, window }));
    if (message.type === "subscribed") begin();
    if (message.type === "events") {
      advance(message.first, message.last);
      lags.push(Date.now() - message.chunk.time);
      acknowledge();
    }
    if (message.type === "gap") {
      const { from, to, types, rollup } = message;
      advance(from, to);
      gaps.push({ from, to });
      // Every event of this run is an epoch whose number is its position.
      const count = to - from + 1;
      if (types["epoch"] !== count || rollup["loss"]?.count !== count || rollup["epoch"]?.last !== to) {
        complaints.push(`gap ${from} to ${to} is not true`);
      }
      if (mode === "all") complaints.push(`gap ${from} to ${to} where all was wanted`);
    }
  }

  function advance(from: number, to: number): void {
    if (from !== seq + 1) complaints.push(`${mode}: ${from} behind ${seq}`);
    seq = to;
    for (const one of waiting) if (seq >= one.seq) one.resolve();
  }

  function acknowledge(): void {
    if (!isAcknowledging || seq - acknowledged < (mode === "latest" ? 1 : window / 4)) return;
    acknowledged = seq;
    opened.say(JSON.stringify({ type: "ack", run, seq }));
  }

  const audience: Audience = {
    get seq() {
      return seq;
    },
    gaps,
    complaints,
    takeLags() {
      const taken = lags;
      lags = [];
      return taken;
    },
    stall() {
      isAcknowledging = false;
      opened.socket.pause();
    },
    read: () => void opened.socket.resume(),
    goOn() {
      isAcknowledging = true;
      opened.socket.resume();
      acknowledge();
    },
    async settled() {
      changed = performance.now();
      while (performance.now() - changed < 500) await new Promise((resolve) => setTimeout(resolve, 50));
      return seq;
    },
    reached: (wanted) =>
      new Promise((resolve) => {
        if (seq >= wanted) resolve();
        else waiting.push({ seq: wanted, resolve });
      }),
    leave: () => opened.destroy(),
  };
  return begun.then(() => audience);
}
