/** Runs that clients ask for over the wire: checked, stored as waiting for their turn, and none of them twice. */
import type { TrainingData, TrainingSpec } from "@epochal/core";
import type { LogThread } from "@epochal/log";
import {
  decodeTraining,
  ProtocolError,
  type ClientMessage,
  type ReplyMessage,
  type HelloMessage,
} from "@epochal/protocol";
import type { Clock, Run, RunOptions } from "@epochal/stream";
import { createHash } from "node:crypto";
import type { Hub } from "../hub.ts";
import type { Limits } from "../limits.ts";
import { resolveTraining, type FindTraining } from "./resolve-training.ts";
import { createRefusal, refusedReply, type Refusal } from "./refusal.ts";
import type { Scheduler } from "./scheduler.ts";
import { createTrialStarter } from "./trial-start.ts";

export type StartMessage = ClientMessage & { readonly type: "start" };

/** A run that goes on already, though its turn may not have come. */
export interface ReadyRun {
  readonly run: Run;
  readonly spec: TrainingSpec;
  readonly data: TrainingData;
}

export interface RunStarter {
  /** What `hello` says of it; undefined where no runs are started over the wire. */
  readonly limits: HelloMessage["limits"]["start"];
  /** Starts a run, unless that was done before; never rejects. */
  start(message: StartMessage): Promise<ReplyMessage>;
  /** A run that was just started, and goes on already: its turn has come. */
  takeReady(run: string): ReadyRun | undefined;
  /** An id that no other run has. */
  createRunId(): string;
  /** Starts nothing any more; resolves when all that was asked for is answered. */
  close(): Promise<void>;
}

export interface RunStarterContext {
  /** Whether clients may start runs at all. */
  readonly isAllowed: boolean;
  readonly hub: Hub;
  readonly log: LogThread;
  readonly scheduler: Scheduler;
  readonly limits: Limits;
  /** How runs are run that clients start. */
  readonly runOptions: RunOptions;
  readonly clock: Clock;
  readonly findTraining: FindTraining | undefined;
  /** Takes a run that begins at a state of another one. */
  readonly onBranch: (branch: Run, spec: TrainingSpec, data: TrainingData) => void;
  /** Is told of a run that could not be stored. */
  readonly onFailure: (error: unknown) => void;
}

/** A run that was started, or why none was. */
type Outcome = { readonly run: string } | Refusal;

export function createRunStarter(context: RunStarterContext): RunStarter {
  const {
    isAllowed,
    hub,
    log,
    scheduler,
    limits,
    runOptions,
    clock,
    findTraining: find,
    onBranch,
    onFailure,
  } = context;
  const { startBytes: bytes, startParameters: parameters, startActivations: activations, running, queued } = limits;
  const tryOut = createTrialStarter(clock, limits.trialStartMs);
  const ready = new Map<string, ReadyRun>();
  /** What is being started, by its key. */
  const going = new Map<string, { readonly wish: string; readonly outcome: Promise<Outcome> }>();
  let lastIdTime = 0;
  let isClosed = false;

  /** What was begun under the same key, here or in a process before this one; else it begins now. */
  async function startOnce(message: StartMessage): Promise<Outcome> {
    const { key } = message;
    const wish = hashOf(message);
    const same = going.get(key);
    if (same) return same.wish === wish ? same.outcome : keyInUse(key);
    const outcome = recallOrStart(message, wish);
    going.set(key, { wish, outcome });
    try {
      return await outcome;
    } finally {
      going.delete(key);
    }
  }

  async function recallOrStart(message: StartMessage, wish: string): Promise<Outcome> {
    const before = await log.findKey("", message.key);
    if (before) return before.request === wish ? { run: before.reply } : keyInUse(message.key);
    // Those that are being started count as waiting, this one too.
    if (hub.queue.length + going.size > queued + scheduler.freeSlots) {
      return createRefusal(
        "queueFull",
        `expected at most ${queued} runs that wait, got one more: try again later`,
        RETRY,
      );
    }
    return startNew(message, wish);
  }

  async function startNew(
    { key, name, epochsPerSecond, training: described }: StartMessage,
    wish: string,
  ): Promise<Outcome> {
    const training = await resolveTraining(decodeTraining(described), find, { parameters, activations });
    if ("code" in training) return training;
    const { spec, data } = training;
    const called = { id: newId(), name: name ?? training.name };
    const run = called.id;
    const options = epochsPerSecond === undefined ? {} : { epochsPerSecond };
    const branching = { onBranch: (branch: Run) => onBranch(branch, spec, data) };
    const tried = await tryOut.start(training, { ...runOptions, ...options, ...called, ...branching });
    if (isClosed) return goingAway(tried);
    if (typeof tried === "string") return createRefusal("badTraining", tried);
    ready.set(run, { run: tried, spec, data });
    try {
      await hub.queue.enqueue({ ...called, spec, data, options, key: { owner: "", key, request: wish, reply: run } });
      scheduler.setPaused(false);
    } finally {
      // Who must wait begins anew when its turn comes.
      takeReady(run)?.run.dispose();
    }
    return { run };
  }

  function takeReady(run: string): ReadyRun | undefined {
    const taken = ready.get(run);
    ready.delete(run);
    return taken;
  }

  /** Made from the time, as the ids of other runs are. */
  function newId(): string {
    lastIdTime = Math.max(lastIdTime + 1, clock.now());
    const id = `run-${lastIdTime.toString(36)}`;
    return log.run(id) ? newId() : id;
  }

  async function outcomeOf(message: StartMessage): Promise<Outcome> {
    if (!isAllowed) {
      return createRefusal(
        "noSteering",
        "expected a server with a token, got one that only shows: start it with --token",
      );
    }
    try {
      return await startOnce(message);
    } catch (error) {
      if (error instanceof ProtocolError) return createRefusal("badTraining", error.message);
      onFailure(error);
      return createRefusal(
        "failed",
        "expected a store that takes the run, got a failure of the server: try again later",
        RETRY,
      );
    }
  }

  return {
    takeReady,
    createRunId: newId,
    limits: isAllowed ? { bytes, parameters, activations, running, queued } : undefined,
    async start(message) {
      const { id } = message;
      const outcome = await outcomeOf(message);
      if ("code" in outcome) return refusedReply(id, "start", outcome);
      const place = hub.queue.positionOf(outcome.run);
      return { type: "accepted", id, run: outcome.run, ...(place !== undefined && { place }) };
    },
    async close() {
      isClosed = true;
      tryOut.close();
      await Promise.allSettled([...going.values()].map(({ outcome }) => outcome));
    },
  };
}

const RETRY = { retry: true };

function goingAway(tried: Run | string): Refusal {
  if (typeof tried !== "string") tried.dispose();
  return createRefusal("failed", "expected a server that stays, got one that is going away", RETRY);
}

function keyInUse(key: string): Refusal {
  return createRefusal("keyInUse", `expected another key than "${key}", under which another run was started`);
}

/** Equal for equal wishes, whatever they call themselves. */
function hashOf({ name, epochsPerSecond, training }: StartMessage): string {
  return createHash("sha256").update(JSON.stringify({ name, epochsPerSecond, training })).digest("hex");
}
