/**
 * How threads are told what to do, and tell that it is done: a few words in the memory that they share. A thread has a slot,
 * with a state; what is to be done is the same for all but for the number of the part.
 */

/** Most threads of a training. */
export const MOST_THREADS = 16;

/** A slot has a line of the cache to itself: words `STATE` and `PART` of it. */
const SLOT_WORDS = 16;
const STATE = 0;
const PART = 1;
/** What all have in common stands in front of the slots, in numbers of 64 bits. */
const ORDER_NUMBERS = 8;

/** No thread; one that has been started; one that waits; one that will be told; one that has been told. */
const ABSENT = 0;
const STARTING = 1;
const READY = 2;
const CLAIMED = 3;
const TOLD = 4;

/** How long a thread waits for something to do before it ends, and how often one that waits looks by itself before it sleeps. */
const IDLE_MS = 60_000;
const LOOKS = 2000;
/** A thread that has not answered for so long has been lost. */
const LOST_MS = 60_000;

export function boardBytes(threads: number): number {
  return 8 * ORDER_NUMBERS + 4 * SLOT_WORDS * threads;
}

/** What is to be done, in numbers; the first says which of the phases. */
export type Order = readonly number[];

export interface Board {
  /** How many threads wait for an order. */
  readonly waiting: number;
  /** Marks those slots, of `threads`, that no thread has, as one that is being started; `start` is called for each. */
  fill(threads: number, start: (slot: number) => void): void;
  /**
   * Has an order done by all threads that wait and by the caller, who gets part 0, and returns when all parts are done.
   * @throws Error where a thread gives no answer.
   */
  share(order: Order, work: (order: Order, part: number, parts: number) => void): void;
  /** What a thread does: waits for orders, until there has been nothing to do for a minute. */
  attend(slot: number, work: (order: Order, part: number, parts: number) => void): void;
}

/** @param at where the board is in the memory: a multiple of 64. */
export function openBoard(memory: SharedArrayBuffer, at: number): Board {
  const order = new Float64Array(memory, at, ORDER_NUMBERS);
  const words = new Int32Array(memory, at + order.byteLength, SLOT_WORDS * MOST_THREADS);
  const stateAt = (slot: number) => slot * SLOT_WORDS + STATE;

  /** Waits as long as a state is this one, at most so many milliseconds after each time it is woken, and says what it is then. */
  function waitWhile(state: number, at: number, ms: number): number {
    for (let i = 0; i < LOOKS; i++) {
      const now = Atomics.load(words, at);
      if (now !== state) return now;
    }
    // Who told the state before this one may wake us only now: that is no answer yet.
    while (Atomics.load(words, at) === state && Atomics.wait(words, at, state, ms) !== "timed-out");
    return Atomics.load(words, at);
  }

  return {
    get waiting() {
      return Array.from({ length: MOST_THREADS }, (_, slot) => Atomics.load(words, stateAt(slot))).filter(
        (state) => state === READY,
      ).length;
    },

    fill(threads, start) {
      for (let slot = 0; slot < threads; slot++) {
        if (Atomics.compareExchange(words, stateAt(slot), ABSENT, STARTING) === ABSENT) start(slot);
      }
    },

    share(given, work) {
      const claimed: number[] = [];
      for (let slot = 0; slot < MOST_THREADS; slot++) {
        if (Atomics.compareExchange(words, stateAt(slot), READY, CLAIMED) === READY) claimed.push(slot);
      }
      order.set(given);
      const parts = claimed.length + 1;
      order[ORDER_NUMBERS - 1] = parts;
      claimed.forEach((slot, i) => {
        words[slot * SLOT_WORDS + PART] = i + 1;
        Atomics.store(words, stateAt(slot), TOLD);
        Atomics.notify(words, stateAt(slot));
      });
      work(given, 0, parts);
      for (const slot of claimed) {
        if (waitWhile(TOLD, stateAt(slot), LOST_MS) === TOLD) {
          throw new Error(`threads: expected an answer within ${LOST_MS / 1000} s, got none from thread ${slot + 1}`);
        }
      }
    },

    attend(slot, work) {
      const at = stateAt(slot);
      Atomics.store(words, at, READY);
      for (;;) {
        const state = waitWhile(READY, at, IDLE_MS);
        if (state === READY && Atomics.compareExchange(words, at, READY, ABSENT) === READY) return;
        if (Atomics.load(words, at) !== TOLD && waitWhile(CLAIMED, at, IDLE_MS) !== TOLD) continue;
        const parts = order[ORDER_NUMBERS - 1];
        work(Array.from(order.subarray(0, ORDER_NUMBERS - 1)), words[slot * SLOT_WORDS + PART], parts);
        Atomics.store(words, at, READY);
        Atomics.notify(words, at);
      }
    },
  };
}

/** Whether memory can be shared here, and a thread may wait: not in a page's own thread, nor without cross-origin isolation. */
export function canShare(): boolean {
  if (typeof SharedArrayBuffer === "undefined") return false;
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    return true;
  } catch {
    return false;
  }
}
