/** Starts runs that clients request: each is validated, stored as queued, and started once per key. */
import type { EventLog } from "@epochal/log";
import {
  decodeTraining,
  ProtocolError,
  type ClientMessage,
  type HelloMessage,
  type ReplyMessage,
  type TrainingRequest,
} from "@epochal/protocol";
import type { Clock } from "@epochal/stream";
import { createHash } from "node:crypto";
import type { Hub } from "../../hub.ts";
import type { Limits } from "../../limits.ts";
import type { StoreMonitor } from "../../store/store-monitor.ts";
import { createRefusal, readOnlyServer, refusedReply, shuttingDown, type Refusal } from "../refusal.ts";
import { createTrainingResolver, type FindTraining, type ResolvedTraining } from "./resolve-training.ts";
import { trainingBytes } from "../count-parameters.ts";
import type { RunMemory } from "../run-memory.ts";
import type { RunRegistry } from "../run-registry.ts";
import type { Scheduler } from "../scheduler.ts";
import { createTrialStarter } from "./trial-starter.ts";
import { createTurnQueue } from "./turn-queue.ts";

export type StartMessage = ClientMessage & { readonly type: "start" };

export interface RunStarter {
  /** The limits that `hello` announces; undefined if clients may not start runs. */
  readonly limits: HelloMessage["limits"]["start"];
  /**
   * Starts a run, unless that was done before under the same key. Resolves to the reply, never rejects.
   * @param client identifies the client: clients take turns, and none may take all places.
   */
  start(message: StartMessage, client: unknown): Promise<ReplyMessage>;
  /** Starts no more runs. Resolves when all requests have their reply. */
  close(): Promise<void>;
}

export interface RunStarterContext {
  /** Whether clients may start runs at all. */
  readonly acceptsCommands: boolean;
  readonly hub: Hub;
  readonly log: EventLog;
  readonly registry: RunRegistry;
  readonly memory: RunMemory;
  readonly scheduler: Scheduler;
  readonly limits: Limits;
  readonly storeMonitor: Pick<StoreMonitor, "failed" | "recheck">;
  readonly clock: Clock;
  readonly createRunId: () => string;
  readonly findTraining: FindTraining | undefined;
  /** Is called if a run could not be stored. */
  readonly onFailure: (error: unknown) => void;
}

/** The id of the run that was started, or the reason why none was. */
type Outcome = { readonly run: string } | Refusal;

interface PendingRequest {
  readonly client: unknown;
  readonly hash: string;
  readonly bytes: number;
  readonly outcome: Promise<Outcome>;
}

const RETRY = { retry: true };
/** The part of all pending requests that one client may have. */
const CLIENT_PART = 1 / 2;
/** Requests that may be pending beyond those that can be queued or run, so that repeated ones find their earlier outcome. */
const SPARE_REQUESTS = 4;

export function createRunStarter(context: RunStarterContext): RunStarter {
  const { acceptsCommands, hub, log, registry, memory, scheduler, storeMonitor, limits, onFailure } = context;
  const { startBytes, startParameters: parameters, startActivations: activations, running, queued } = limits;
  const resolver = createTrainingResolver(context);
  const trialStarter = createTrialStarter(context.clock, limits.trialStartMs);
  /** One training after the other is read, decoded and tried, so that the rows of one are in memory and not those of all. */
  const turns = createTurnQueue();
  /** The requests without a reply, by key. */
  const pending = new Map<string, PendingRequest>();
  const maxPending = queued + running + SPARE_REQUESTS;
  let isClosed = false;

  /** Returns the outcome of an earlier request with the same key, in this process or a previous one; else starts a run. */
  async function startOnce(message: StartMessage, client: unknown): Promise<Outcome> {
    const { key } = message;
    const text = requestText(message);
    const hash = hashOf(text);
    const bytes = text.length;
    const same = pending.get(key);
    if (same) return same.hash === hash ? same.outcome : keyInUse(key);
    const all = [...pending.values()];
    const own = all.filter((request) => request.client === client);
    const isOver = (requests: readonly PendingRequest[], part: number) =>
      isTooMuch(requests, bytes, maxPending * part, limits.pendingStartBytes * part);
    if (isOver(all, 1) || isOver(own, CLIENT_PART)) return queueFull(queued);
    const outcome = recallOrStart(message, hash, client);
    pending.set(key, { client, hash, bytes, outcome });
    try {
      return await outcome;
    } finally {
      pending.delete(key);
    }
  }

  async function recallOrStart(message: StartMessage, hash: string, client: unknown): Promise<Outcome> {
    const earlier = await log.findKey("", message.key);
    if (earlier) return earlier.request === hash ? { run: earlier.reply } : keyInUse(message.key);
    const failure = await storeMonitor.recheck();
    if (failure !== undefined) return storeFailed(failure);
    // Pending requests, including this one, count as queued.
    if (hub.queue.length + pending.size > queued + scheduler.freeSlots) return queueFull(queued);
    const request = decodeTraining(message.training);
    return turns.run(client, () => startNew(message, hash, request));
  }

  async function startNew(message: StartMessage, hash: string, request: TrainingRequest): Promise<Outcome> {
    if (isClosed) return shuttingDown;
    const training = await resolver.resolve(request);
    if ("code" in training) return training;
    const bytes = trainingBytes(training.spec, training.data);
    if (!memory.fits(bytes)) return createRefusal("queueFull", memory.describe(bytes), RETRY);
    const id = context.createRunId();
    // A trial start takes the memory of the training.
    memory.add(id, bytes);
    try {
      return await tryAndQueue(id, training, message, hash);
    } finally {
      if (!registry.find(id)) memory.remove(id);
      // The first queued run may have had to wait for this memory.
      scheduler.startNext();
    }
  }

  async function tryAndQueue(
    id: string,
    training: ResolvedTraining,
    { key, name = training.name, epochsPerSecond }: StartMessage,
    hash: string,
  ): Promise<Outcome> {
    const { spec, data } = training;
    const options = epochsPerSecond === undefined ? {} : { epochsPerSecond };
    const run = await trialStarter.start(training, registry.clientOptions(training, { ...options, id, name }));
    if (isClosed) {
      if (typeof run !== "string") run.dispose();
      return shuttingDown;
    }
    if (typeof run === "string") return createRefusal("badTraining", run);
    registry.holdReady(run, spec, data);
    try {
      const record = { owner: "", key, request: hash, reply: id };
      await hub.queue.enqueue({ id, name, spec, data, options, key: record });
      scheduler.startNext();
    } finally {
      registry.disposeReady(id);
    }
    return { run: id };
  }

  async function outcomeOf(message: StartMessage, client: unknown): Promise<Outcome> {
    if (!acceptsCommands) return readOnlyServer;
    try {
      return await startOnce(message, client);
    } catch (error) {
      if (error instanceof ProtocolError) return createRefusal("badTraining", error.message);
      onFailure(error);
      storeMonitor.failed(error);
      return storeFailed(await storeMonitor.recheck());
    }
  }

  return {
    limits: acceptsCommands ? { bytes: startBytes, parameters, activations, running, queued } : undefined,
    async start(message, client) {
      const { id } = message;
      const outcome = await outcomeOf(message, client);
      if ("code" in outcome) return refusedReply(id, "start", outcome);
      const place = hub.queue.positionOf(outcome.run);
      return { type: "accepted", id, run: outcome.run, ...(place !== undefined && { place }) };
    },
    async close() {
      isClosed = true;
      resolver.close();
      trialStarter.close();
      await Promise.allSettled([...pending.values()].map(({ outcome }) => outcome));
    },
  };
}

function queueFull(queued: number): Refusal {
  return createRefusal("queueFull", `the queue is full, at most ${queued} runs may wait; retry later`, RETRY);
}

function storeFailed(failure: string | undefined): Refusal {
  const reason = failure === undefined ? "" : `: ${failure}`;
  return createRefusal("failed", `the server could not store the run${reason}; retry later`, RETRY);
}

function keyInUse(key: string): Refusal {
  return createRefusal("keyInUse", `the key "${key}" was used to start a different run`);
}

/** Equal for equal requests. */
function requestText({ name, epochsPerSecond, training }: StartMessage): string {
  return JSON.stringify({ name, epochsPerSecond, training });
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Whether one more request would exceed a bound. A pending request holds its whole message; the first may have any size. */
function isTooMuch(pending: readonly PendingRequest[], added: number, maxRequests: number, maxBytes: number): boolean {
  const sum = pending.reduce((total, { bytes }) => total + bytes, added);
  return pending.length >= maxRequests || (pending.length > 0 && sum > maxBytes);
}
