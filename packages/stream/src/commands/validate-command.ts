/** Validates commands against the status of a run. Settings and epochs are checked when they are applied. */
import { trainingSettings, type Command } from "../events/command.ts";
import { isBoundedText, MAX_NAME_LENGTH, MAX_TITLE_LENGTH } from "./command-size.ts";

/** The part of a run's status that commands depend on. */
export interface RunStatus {
  readonly isPaused: boolean;
  /** Whether the run trains up to an epoch and then pauses. */
  readonly willPause: boolean;
  readonly hasCheckpoint: (name: string) => boolean;
  readonly canBranch: boolean;
}

const COMMAND_TYPES = ["pause", "resume", "step", "set", "checkpoint", "undo", "rewind", "branch", "stop"];

/** The reason why a command is rejected; undefined if it may be tried. */
export function rejectionReason(command: Command, status: RunStatus): string | undefined {
  const canResume = status.isPaused || status.willPause;
  switch (command.type) {
    case "pause":
      return status.isPaused ? "the run is paused already" : undefined;
    case "resume":
      return canResume ? undefined : "the run is not paused";
    case "step": {
      const { epochs = 1 } = command;
      if (!Number.isInteger(epochs) || epochs < 1) return `expected epochs to be an integer ≥ 1, got ${epochs}`;
      return canResume ? undefined : "the run is not paused: pause it first";
    }
    case "set":
      return settingsError(command);
    case "checkpoint":
      return (
        nameError(command.name) ??
        (status.hasCheckpoint(command.name) ? `there is a checkpoint named "${command.name}" already` : undefined)
      );
    case "branch":
      if (!status.canBranch) return "this run cannot branch: it was started without `onBranch`";
      return (
        nameError(command.run ?? "a") ??
        nameError(command.name ?? "a", MAX_TITLE_LENGTH) ??
        nameError(command.checkpoint ?? "a")
      );
    case "rewind":
      return nameError(command.checkpoint ?? "a");
    case "undo":
    case "stop":
      return undefined;
    default:
      return `expected a command of type ${COMMAND_TYPES.join(", ")}, got "${String((command as Command).type)}"`;
  }
}

function settingsError(command: Command & { type: "set" }): string | undefined {
  const { epochsPerSecond: rate } = command;
  if (rate === undefined) {
    const isEmpty = trainingSettings(command) === undefined;
    return isEmpty ? "nothing to set: name a setting, such as learningRate or epochsPerSecond" : undefined;
  }
  return Number.isFinite(rate) && rate >= 0 ? undefined : `expected epochsPerSecond to be a number ≥ 0, got ${rate}`;
}

function nameError(name: unknown, maxLength: number = MAX_NAME_LENGTH): string | undefined {
  if (isBoundedText(name, maxLength)) return undefined;
  const isIllFormed = typeof name === "string" && !name.isWellFormed();
  return `expected a name of ${isIllFormed ? "well-formed Unicode" : `1 to ${maxLength} characters`}, got ${JSON.stringify(name)}`;
}
