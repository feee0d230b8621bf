/** Commands that come over the wire: who may send them, and that none takes effect twice. */
import { decodeCommand, ProtocolError, type ClientMessage, type CommandAnswer } from "@epochal/protocol";
import type { Command } from "@epochal/stream/events";
import type { RunState } from "./hub.ts";

export type CommandMessage = ClientMessage & { readonly type: "command" };

export interface Steering {
  /** Whether commands are taken at all. */
  readonly isAllowed: boolean;
  /** Gives a command to its run, unless it has been given before; returns the answer. */
  steer(message: CommandMessage): CommandAnswer;
}

/** A run as it is steered. */
export interface Steered {
  readonly id: string;
  command(command: Command): void;
}

export interface SteeringContext {
  /** The id of a run that may be called `latest`; undefined where there is none. */
  readonly resolve: (run: string) => string | undefined;
  readonly state: (run: string) => RunState | undefined;
  /** A run of this process. */
  readonly find: (run: string) => Steered | undefined;
}

/** Keys remembered of each run, the newest. */
const REMEMBERED = 1024;

interface Remembered {
  readonly command: string;
  /** Without the id of the message, which may differ. */
  readonly reason: string | undefined;
}

export function createSteering(isAllowed: boolean, { resolve, state, find }: SteeringContext): Steering {
  const remembered = new Map<string, Map<string, Remembered>>();

  /** Why a command is not given to its run; undefined where it has been. */
  function give(run: string, { key, command: wish }: CommandMessage): string | undefined {
    const answers = remembered.get(run) ?? new Map<string, Remembered>();
    remembered.set(run, answers);
    const command = JSON.stringify(wish);
    const before = answers.get(key);
    if (before?.command === command) return before.reason;
    if (before) return `expected another key than "${key}", which another command had`;
    const reason = tryToGive(run, wish);
    answers.set(key, { command, reason });
    if (answers.size > REMEMBERED) answers.delete(answers.keys().next().value!);
    return reason;
  }

  function tryToGive(run: string, wish: CommandMessage["command"]): string | undefined {
    try {
      const command = decodeCommand(wish);
      const steered = find(run);
      if (!steered || state(run)?.status !== "running") return "expected a run that goes on, got one that has ended";
      steered.command(command);
      return undefined;
    } catch (error) {
      if (error instanceof ProtocolError) return error.message;
      throw error;
    }
  }

  return {
    isAllowed,
    steer(message) {
      const { id } = message;
      const refused = (reason: string): CommandAnswer => ({ type: "refused", id, reason: `command: ${reason}` });
      if (!isAllowed) {
        return refused("expected a server with a token, got one that only shows: start it with --token");
      }
      const run = resolve(message.run);
      if (run === undefined) return refused(`expected the id of a run or "latest", got "${message.run}"`);
      const reason = give(run, message);
      return reason === undefined ? { type: "accepted", id, run } : refused(reason);
    },
  };
}
