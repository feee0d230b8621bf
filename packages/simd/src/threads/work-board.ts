/**
 * How threads are given work and report that it is done: a few words in the memory that they share. Each thread has a slot with
 * a state. A job is the same for all threads except for the number of the part.
 */

/** Most threads of a training. */
export const MAX_THREADS = 16;

/** Words of a slot, which fills a cache line; `STATE` and `PART` are the two in use. */
const SLOT_WORDS = 16;
const STATE = 0;
const PART = 1;
/** 64-bit numbers before the slots: the job, and last the number of parts. */
const JOB_NUMBERS = 8;

/** The state of a slot: no thread; a thread is starting; it waits; it is about to get a job; it has one. */
const ABSENT = 0;
const STARTING = 1;
const READY = 2;
const CLAIMED = 3;
const ASSIGNED = 4;

/** How long a thread waits for a job before it ends, and how often it polls before it sleeps. */
const IDLE_MS = 60_000;
const POLLS = 20_000;
/** A thread that has not finished its part after this time is lost. */
const REPLY_TIMEOUT_MS = 60_000;

export function workBoardBytes(threads: number): number {
  return 8 * JOB_NUMBERS + 4 * SLOT_WORDS * threads;
}

/** A job as numbers, at most seven; the first is the phase. */
export type Job = readonly number[];

export interface WorkBoard {
  /** How many threads wait for a job. */
  readonly readyThreads: number;
  /** Calls `start` for each of the first `threads` slots that has no thread, and marks it as starting. */
  ensureThreads(threads: number, start: (slot: number) => void): void;
  /**
   * Has a job done by all waiting threads and the caller, who does part 0; returns the number of parts when all are done.
   * @throws Error if a thread does not finish in time.
   */
  runParallel(job: Job, work: (job: Job, part: number, parts: number) => void): number;
  /** The worker's loop: waits for jobs and does them, until there has been none for a minute. */
  serve(slot: number, work: (job: Job, part: number, parts: number) => void): void;
}

/** @param at the board's pointer in the memory: a multiple of 64. */
export function openWorkBoard(memory: SharedArrayBuffer, at: number): WorkBoard {
  const shared = new Float64Array(memory, at, JOB_NUMBERS);
  const words = new Int32Array(memory, at + shared.byteLength, SLOT_WORDS * MAX_THREADS);
  const stateAt = (slot: number) => slot * SLOT_WORDS + STATE;

  /** Waits while a slot is in `state`, at most `ms` after each time the thread is woken, and returns the state then. */
  function waitWhile(state: number, at: number, ms: number): number {
    for (let i = 0; i < POLLS; i++) {
      const now = Atomics.load(words, at);
      if (now !== state) return now;
    }
    // A late notification for an earlier state may wake this thread: it then waits again.
    while (Atomics.load(words, at) === state && Atomics.wait(words, at, state, ms) !== "timed-out");
    return Atomics.load(words, at);
  }

  return {
    get readyThreads() {
      const states = Array.from({ length: MAX_THREADS }, (_, slot) => Atomics.load(words, stateAt(slot)));
      return states.filter((state) => state === READY).length;
    },

    ensureThreads(threads, start) {
      for (let slot = 0; slot < threads; slot++) {
        if (Atomics.compareExchange(words, stateAt(slot), ABSENT, STARTING) === ABSENT) start(slot);
      }
    },

    runParallel(job, work) {
      const claimed: number[] = [];
      for (let slot = 0; slot < MAX_THREADS; slot++) {
        if (Atomics.compareExchange(words, stateAt(slot), READY, CLAIMED) === READY) claimed.push(slot);
      }
      shared.set(job);
      const parts = claimed.length + 1;
      shared[JOB_NUMBERS - 1] = parts;
      claimed.forEach((slot, i) => {
        words[slot * SLOT_WORDS + PART] = i + 1;
        Atomics.store(words, stateAt(slot), ASSIGNED);
        Atomics.notify(words, stateAt(slot));
      });
      work(job, 0, parts);
      for (const slot of claimed) {
        if (waitWhile(ASSIGNED, stateAt(slot), REPLY_TIMEOUT_MS) === ASSIGNED)
          throw new Error(`threads: thread ${slot + 1} did not finish its part within ${REPLY_TIMEOUT_MS / 1000} s`);
      }
      return parts;
    },

    serve(slot, work) {
      const at = stateAt(slot);
      Atomics.store(words, at, READY);
      for (;;) {
        const state = waitWhile(READY, at, IDLE_MS);
        if (state === READY && Atomics.compareExchange(words, at, READY, ABSENT) === READY) return;
        if (Atomics.load(words, at) !== ASSIGNED && waitWhile(CLAIMED, at, IDLE_MS) !== ASSIGNED) continue;
        const parts = shared[JOB_NUMBERS - 1];
        work(Array.from(shared.subarray(0, JOB_NUMBERS - 1)), words[slot * SLOT_WORDS + PART], parts);
        Atomics.store(words, at, READY);
        Atomics.notify(words, at);
      }
    },
  };
}

/** Whether memory can be shared and this thread may wait: false in a page's main thread and without cross-origin isolation. */
export function canShare(): boolean {
  if (typeof SharedArrayBuffer === "undefined") return false;
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    return true;
  } catch {
    return false;
  }
}
