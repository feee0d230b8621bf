/** Commands that come over the wire: who may send them, and that none takes effect twice. */
import type { LogThread } from "@epochal/log";
import { decodeCommand, ProtocolError, type ClientMessage, type ReplyMessage } from "@epochal/protocol";
import type { Command } from "@epochal/stream/events";
import type { Hub } from "../hub.ts";
import type { PendingBranches } from "./pending-branches.ts";
import { createRefusal, refusedReply, tooManyActivations, type Refusal } from "./refusal.ts";

export type CommandMessage = ClientMessage & { readonly type: "command" };

export interface CommandRouter {
  /** Whether commands are taken at all. */
  readonly isAllowed: boolean;
  /** Gives a command to its run, unless that was done before; resolves to the answer, never rejects. */
  route(message: CommandMessage): Promise<ReplyMessage>;
}

/** A run as it is steered. */
export interface ControllableRun {
  readonly id: string;
  command(command: Command): void;
}

export interface CommandRouterContext {
  readonly isAllowed: boolean;
  readonly hub: Pick<Hub, "find" | "isPending" | "state" | "queue" | "runningCount">;
  /** As many may go on where a run branches. */
  readonly maxRuns: number;
  /** Numbers that the units of a run which a client has started may hold at once, also with other batches than it began with. */
  readonly maxActivations: number;
  /** What they would hold; undefined where a client has not started it. */
  readonly activationsOf: (run: string, batchSize: number) => number | undefined;
  /** Those that are on their way count too. */
  readonly pendingBranches: PendingBranches;
  /** An id that no other run has. */
  readonly createRunId: () => string;
  readonly log: Pick<LogThread, "claimKey" | "findKey">;
  /** A run of this process. */
  readonly find: (run: string) => ControllableRun | undefined;
  /** Is told of a command that could not be stored. */
  readonly onFailure: (error: unknown) => void;
}

export function createCommandRouter(context: CommandRouterContext): CommandRouter {
  const {
    isAllowed,
    hub,
    maxRuns: mostRuns,
    maxActivations: mostActivations,
    activationsOf,
    pendingBranches: branches,
    createRunId: newId,
    log,
    find,
    onFailure,
  } = context;

  /** Why a command is not given to its run; undefined where it has been, now or before. */
  async function give(run: string, { key, command }: CommandMessage): Promise<Refusal | undefined> {
    const record = { owner: run, key, request: JSON.stringify(command), reply: "accepted" };
    const way = wayOf(run, command);
    // What can be given only once may have been given: then it is not said that it came too late.
    const before = "code" in way ? await log.findKey(run, key) : await way.claim(record);
    if (before && before.request !== record.request) {
      return createRefusal("keyInUse", `expected another key than "${key}", which another command had`);
    }
    if (before) return undefined;
    if ("code" in way) return way;
    way.give();
    return undefined;
  }

  /** How a command gets to its run. `claim` stores its key, and resolves to what was done under that before. */
  function wayOf(run: string, wish: CommandMessage["command"]): Way | Refusal {
    const command = decode(wish);
    if ("code" in command) return command;
    const status = hub.state(run)?.status;
    if (status === "queued") return wayOutOfLine(run, command);
    const steered = find(run);
    if (!steered || status !== "running") {
      return createRefusal("runEnded", "expected a run that goes on, got one that has ended");
    }
    if (command.type === "branch") return wayToBranch(steered, command);
    if (command.type === "set" && command.batchSize !== undefined) {
      const activations = activationsOf(run, command.batchSize) ?? 0;
      if (activations > mostActivations) return tooManyActivations(mostActivations, activations);
    }
    return { claim: (record) => log.claimKey(record), give: () => steered.command(command) };
  }

  function wayToBranch(parent: ControllableRun, command: Command & { readonly type: "branch" }): Way | Refusal {
    const refusal = whyNoBranch(command.run);
    if (refusal) return refusal;
    // A run makes an id of the time, which several may do at once.
    const { run: id = newId() } = command;
    // From now on, so that whoever asks meanwhile sees it.
    const takeBack = branches.add(parent.id, id);
    return {
      async claim(record) {
        let isNew = false;
        try {
          const before = await log.claimKey(record);
          isNew = before === undefined;
          return before;
        } finally {
          if (!isNew) takeBack();
        }
      },
      give: () => parent.command({ ...command, run: id }),
    };
  }

  /** @param id of the new run, where it was chosen. */
  function whyNoBranch(id: string | undefined): Refusal | undefined {
    if (id !== undefined && (hub.find(id) || hub.isPending(id) || branches.has(id))) {
      return createRefusal("badCommand", `expected a new id to branch to, got "${id}", which is there already`);
    }
    const goingOn = hub.runningCount + branches.count;
    if (goingOn < mostRuns) return undefined;
    const reason = `expected fewer than ${mostRuns} runs that go on, to branch, got ${goingOn}: try again later`;
    return createRefusal("queueFull", reason, { retry: true });
  }

  function wayOutOfLine(run: string, command: Command): Way | Refusal {
    if (hub.queue.positionOf(run) === undefined) {
      return createRefusal("runQueued", "expected a run that goes on, got one that is about to begin: try again", {
        retry: true,
      });
    }
    if (command.type !== "stop") {
      return createRefusal("runQueued", `expected "stop" for a run that waits for its turn, got "${command.type}"`, {
        retry: true,
      });
    }
    return {
      async claim(record) {
        await hub.queue.cancel(run, record);
        return undefined;
      },
      give: () => {},
    };
  }

  return {
    isAllowed,
    async route(message) {
      const { id } = message;
      const refused = (refusal: Refusal) => refusedReply(id, "command", refusal);
      if (!isAllowed) {
        return refused(
          createRefusal("noSteering", "expected a server with a token, got one that only shows: start it with --token"),
        );
      }
      const run = hub.find(message.run)?.id;
      if (run === undefined) {
        return refused(createRefusal("unknownRun", `expected the id of a run or "latest", got "${message.run}"`));
      }
      try {
        const refusal = await give(run, message);
        return refusal ? refused(refusal) : { type: "accepted", id, run };
      } catch (error) {
        onFailure(error);
        return refused(
          createRefusal(
            "failed",
            "expected a store that takes the command, got a failure of the server: try again later",
            {
              retry: true,
            },
          ),
        );
      }
    },
  };
}

interface Way {
  readonly claim: LogThread["claimKey"];
  readonly give: () => void;
}

function decode(wish: CommandMessage["command"]): Command | Refusal {
  try {
    return decodeCommand(wish);
  } catch (error) {
    if (error instanceof ProtocolError) return createRefusal("badCommand", error.message);
    throw error;
  }
}
