/** Which commands make no sense as a run stands, and why. What a setting or a place may be, only who takes it knows. */
import type { Command } from "../events/index.ts";

/** How a run stands, as far as commands depend on it. */
export interface RunStatus {
  readonly isPaused: boolean;
  /** Whether it will pause by itself. */
  readonly willPause: boolean;
  readonly hasCheckpoint: (checkpoint: string) => boolean;
  /** Whether somebody takes new runs. */
  readonly canBranch: boolean;
}

const COMMAND_TYPES = ["pause", "resume", "step", "set", "checkpoint", "undo", "rewind", "branch", "stop"];
const MAX_NAME_LENGTH = 64;

/** Why a command is refused; undefined for one that may be tried. */
export function rejectionReason(command: Command, standing: RunStatus): string | undefined {
  const { isPaused, willPause: isOnItsWay, canBranch } = standing;
  switch (command.type) {
    case "pause":
      return isPaused ? "the run is paused already" : undefined;
    case "resume":
      return isPaused || isOnItsWay ? undefined : "the run is not paused";
    case "step": {
      const { epochs = 1 } = command;
      if (!Number.isInteger(epochs) || epochs < 1) return `expected epochs to be an integer ≥ 1, got ${epochs}`;
      return isPaused || isOnItsWay ? undefined : "the run is not paused: pause it first";
    }
    case "checkpoint":
      return checkpointNameError(command.name, standing);
    case "branch":
      if (!canBranch) return "expected somebody who takes new runs, as a server does, got a run that stands alone";
      return nameError(command.run ?? "a") ?? nameError(command.name ?? "a");
    case "set":
    case "undo":
    case "rewind":
    case "stop":
      return undefined;
    default:
      return `expected a command of type ${COMMAND_TYPES.join(", ")}, got "${String((command as Command).type)}"`;
  }
}

function checkpointNameError(
  name: string,
  { hasCheckpoint: isNamed }: Pick<RunStatus, "hasCheckpoint">,
): string | undefined {
  return nameError(name) ?? (isNamed(name) ? `expected a name that no checkpoint has, got "${name}"` : undefined);
}

function nameError(name: unknown): string | undefined {
  if (typeof name === "string" && name.length >= 1 && name.length <= MAX_NAME_LENGTH) return undefined;
  return `expected a name of 1 to ${MAX_NAME_LENGTH} characters, got ${JSON.stringify(name)}`;
}
