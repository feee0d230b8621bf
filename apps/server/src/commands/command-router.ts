/** Delivers commands that clients send to their runs, each key at most once. */
import type { KeyRecord, EventLog } from "@epochal/log";
import { decodeCommand, ProtocolError, type ClientMessage, type ReplyMessage } from "@epochal/protocol";
import type { Command } from "@epochal/stream/events";
import type { Hub } from "../hub.ts";
import type { Limits } from "../limits.ts";
import type { PendingBranches } from "./pending-branches.ts";
import {
  createRefusal,
  readOnlyServer,
  refusedReply,
  tooManyActivations,
  tooManyCommands,
  type Refusal,
} from "../runs/refusal.ts";
import type { RunRegistry } from "../runs/run-registry.ts";

export type CommandMessage = ClientMessage & { readonly type: "command" };

export interface CommandRouter {
  /** Whether clients may send commands at all. */
  readonly acceptsCommands: boolean;
  /** Delivers a command to its run, unless that was done before under the same key. Resolves to the reply, never rejects. */
  route(message: CommandMessage): Promise<ReplyMessage>;
  /** The same for a command that another server has forwarded, because this process trains the run. */
  routeForwarded(message: CommandMessage): Promise<ReplyMessage>;
}

/** The part of a run that takes commands. */
export interface ControllableRun {
  readonly id: string;
  command(command: Command): void;
}

export interface CommandRouterContext {
  readonly acceptsCommands: boolean;
  readonly hub: Pick<Hub, "find" | "isPending" | "state" | "queue" | "runningCount">;
  readonly limits: Pick<Limits, "running" | "queued" | "startActivations">;
  readonly registry: { find(run: string): ControllableRun | undefined } & Pick<RunRegistry, "activationsOf">;
  readonly pendingBranches: PendingBranches;
  readonly createRunId: () => string;
  readonly log: Pick<EventLog, "claimKey" | "findKey">;
  /** Whether the server is shutting down: it delivers no more commands. */
  readonly isClosing: () => boolean;
  /** Looks for a run that another process may have added a moment ago. Default: there is none. */
  readonly refresh?: ((run: string) => Promise<void>) | undefined;
  /** Sends a command to the process that trains the run. Default: no other process does. */
  readonly forward?: ((message: CommandMessage) => Promise<ReplyMessage>) | undefined;
  /** Is called if a command could not be stored. */
  readonly onFailure: (error: unknown) => void;
}

interface Delivery {
  readonly command: Command;
  /** Undefined for a queued run, which is cancelled. */
  readonly target?: ControllableRun;
}

/** In characters of JSON. A command is stored with its key, and in the run's events. */
const MAX_COMMAND_LENGTH = 4096;
/** Commands of all clients that wait for the store. The events of the runs wait behind them. */
const MAX_WAITING = 512;
const RETRY = { retry: true };

export function createCommandRouter(context: CommandRouterContext): CommandRouter {
  const { acceptsCommands, hub, registry, pendingBranches, log, onFailure } = context;
  let waiting = 0;

  /** Returns why a command is refused; undefined if it was delivered, now or before. */
  async function deliver(run: string, { key, command: json, by }: CommandMessage): Promise<Refusal | undefined> {
    const request = JSON.stringify(json);
    if (request.length > MAX_COMMAND_LENGTH) {
      const reason = `expected at most ${MAX_COMMAND_LENGTH} characters of JSON, got ${request.length}`;
      return createRefusal("badCommand", reason);
    }
    const record = { owner: run, key, request, reply: "accepted" };
    const delivery = planDelivery(context, run, json);
    if ("code" in delivery) {
      // The same command may have been delivered before, when it was still valid.
      const earlier = await log.findKey(run, key);
      return earlier ? compareKeys(earlier, record) : delivery;
    }
    const { command, target } = delivery;
    if (!target) {
      // The run may have taken commands before, if it could not begin and was queued again.
      const earlier = await log.findKey(run, key);
      if (earlier) return compareKeys(earlier, record);
      await hub.queue.cancel(run, record);
      return undefined;
    }
    // Counts from now on: further requests to branch may arrive before the key is stored.
    const removePending = command.type === "branch" ? pendingBranches.add(run, command.run!) : () => {};
    const earlier = await log.claimKey(record).catch((error: unknown) => {
      removePending();
      throw error;
    });
    if (earlier) {
      removePending();
      return compareKeys(earlier, record);
    }
    target.command(by === undefined ? command : { ...command, by });
    return undefined;
  }

  async function route(message: CommandMessage, isForwarded: boolean): Promise<ReplyMessage> {
    const { id } = message;
    const refused = (refusal: Refusal) => refusedReply(id, "command", refusal);
    if (!acceptsCommands) return refused(readOnlyServer);
    if (!hub.find(message.run)) await context.refresh?.(message.run).catch(onFailure);
    const run = hub.find(message.run)?.id;
    if (run === undefined) {
      return refused(createRefusal("unknownRun", `expected the id of a run or "latest", got "${message.run}"`));
    }
    const isElsewhere = hub.state(run)?.status === "running" && !registry.find(run) && !context.isClosing();
    if (isElsewhere && !isForwarded && context.forward) return context.forward({ ...message, run });
    if (waiting >= MAX_WAITING) return refused(tooManyCommands);
    waiting++;
    try {
      const refusal = await deliver(run, message);
      return refusal ? refused(refusal) : { type: "accepted", id, run };
    } catch (error) {
      onFailure(error);
      return refused(createRefusal("failed", "the server could not store the command; retry later", RETRY));
    } finally {
      waiting--;
    }
  }

  return {
    acceptsCommands,
    route: (message) => route(message, false),
    routeForwarded: (message) => route(message, true),
  };
}

function planDelivery(context: CommandRouterContext, run: string, json: CommandMessage["command"]): Delivery | Refusal {
  const { hub, limits, registry } = context;
  const command = decode(json);
  if ("code" in command) return command;
  const status = hub.state(run)?.status;
  if (status === "queued") return validateQueued(context, run, command) ?? { command };
  const target = context.isClosing() ? undefined : registry.find(run);
  if (!target || status !== "running") return createRefusal("runEnded", "the run has ended");
  if (command.type === "branch") {
    const refusal = validateBranch(context, command.run);
    return refusal ?? { command: { ...command, run: command.run ?? context.createRunId() }, target };
  }
  if (command.type === "set" && command.batchSize !== undefined) {
    const activations = registry.activationsOf(run, command.batchSize) ?? 0;
    if (activations > limits.startActivations) return tooManyActivations(limits.startActivations, activations);
  }
  return { command, target };
}

/** @param id the id that the client has chosen for the branch. */
function validateBranch(
  { hub, limits, pendingBranches }: CommandRouterContext,
  id: string | undefined,
): Refusal | undefined {
  // Also percent-encoded, a URL takes these for steps in its path.
  if (id === "." || id === "..") {
    return createRefusal("badCommand", `cannot branch to "${id}": no address can name this run id`);
  }
  if (id !== undefined && (hub.find(id) || hub.isPending(id) || pendingBranches.has(id))) {
    return createRefusal("badCommand", `cannot branch to "${id}": this run id is in use`);
  }
  const places = limits.queued + Math.max(0, limits.running - hub.runningCount);
  // A branch that is being queued may have its reply already.
  if (hub.queue.countWith(pendingBranches.ids) < places) return undefined;
  const reason = `cannot branch: the queue is full, at most ${limits.queued} runs may wait; retry later`;
  return createRefusal("queueFull", reason, RETRY);
}

function validateQueued({ hub }: CommandRouterContext, run: string, { type }: Command): Refusal | undefined {
  if (hub.queue.positionOf(run) === undefined) {
    return createRefusal("runQueued", "the run is about to start; retry", RETRY);
  }
  if (type === "stop") return undefined;
  return createRefusal("runQueued", `a queued run only accepts "stop", got "${type}"`, RETRY);
}

/** A repeated key is fine for the same command, which is not delivered again. */
function compareKeys(earlier: KeyRecord, { key, request }: KeyRecord): Refusal | undefined {
  if (earlier.request === request) return undefined;
  return createRefusal("keyInUse", `the key "${key}" was used for a different command`);
}

function decode(json: CommandMessage["command"]): Command | Refusal {
  try {
    return decodeCommand(json);
  } catch (error) {
    if (error instanceof ProtocolError) return createRefusal("badCommand", error.message);
    throw error;
  }
}
