/** Options that several commands share, and how their values are read. */
import { InvalidArgumentError, Option, type Command } from "commander";

export interface RunFlags {
  readonly epochs?: number;
  readonly learningRate?: number;
  readonly seed?: number;
  readonly speed?: number;
}

export interface PersistenceFlags {
  /** Where to keep the state. */
  readonly checkpoint?: string;
  /** The checkpoint to go on from. */
  readonly resume?: string;
  /** In seconds. */
  readonly maxTime?: number;
  /** Where to record all that happens. */
  readonly store?: string;
}

export interface OutputFlags {
  readonly format: Format;
  readonly every?: number;
  /** In words, for screen readers. */
  readonly reader?: true;
  /** Draws with ASCII only. */
  readonly ascii?: true;
  readonly background?: "dark" | "light";
}

export type Format = "auto" | "lines" | "ndjson";

/** The token of a server: as it was given, or from the environment, where no list of processes shows it. */
export function resolveToken(
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return given ?? (env["EPOCHAL_TOKEN"] || undefined);
}

/** What changes a training. */
export function addRunOptions(command: Command): Command {
  return command
    .option("--epochs <n>", "passes over the training rows", wholeNumberParser(1))
    .option("--learning-rate <rate>", "how far each update goes", parsePositiveNumber)
    .option("--seed <n>", "fixes all chance: the same seed gives the same numbers", wholeNumberParser(0, 0xffffffff))
    .option("--speed <n>", "epochs a second, to watch; 0 is as fast as it goes", parseNonNegativeNumber);
}

/** What lets a training end and go on later. */
export function addPersistenceOptions(command: Command): Command {
  return command
    .option(
      "--max-time <seconds>",
      "stop after so long, pauses left out; what was learned is kept",
      parsePositiveNumber,
    )
    .option("--checkpoint <file>", "keep the whole state there, each half minute and when it ends")
    .option(
      "--resume <file>",
      "go on from a checkpoint, which holds all that is needed; only --epochs and --learning-rate may change",
    )
    .option("--store <file>", "record all that happens there, to replay, compare and verify it later");
}

/** What changes how it is shown. */
export function addOutputOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--format <format>",
        "auto: a picture in a terminal, else lines; ndjson: every event as a line of JSON",
      )
        .choices(["auto", "lines", "ndjson"])
        .default("auto"),
    )
    .option("--every <n>", "print a line each so many epochs", wholeNumberParser(1))
    .option("--reader", "in words, for screen readers: line after line, no picture, the same keys")
    .option("--ascii", "draw with ASCII only, for fonts without braille")
    .addOption(
      new Option("--background <what>", "what the terminal writes on (default: as it says itself, else dark)").choices([
        "dark",
        "light",
      ]),
    );
}

export function wholeNumberParser(min: number, max: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isInteger(value) || value < min || value > max) {
      const range = max === Number.MAX_SAFE_INTEGER ? `≥ ${min}` : `from ${min} to ${max}`;
      throw new InvalidArgumentError(`expected a whole number ${range}, got "${text}".`);
    }
    return value;
  };
}

export function parsePositiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < Infinity)) throw new InvalidArgumentError(`expected a number > 0, got "${text}".`);
  return value;
}

export function parseNonNegativeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value < Infinity)) {
    throw new InvalidArgumentError(`expected a number ≥ 0, got "${text}".`);
  }
  return value;
}
