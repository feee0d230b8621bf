/** Options that several commands share. */
import { Option, type Command } from "commander";
import type { AnnounceFlags } from "../output/announce-end.ts";
import { addNatsOptions, type NatsFlags } from "./nats-options.ts";
import { parseNonNegativeNumber, parsePositiveNumber, wholeNumberParser } from "./parse-number.ts";

export interface RunFlags {
  readonly epochs?: number;
  readonly learningRate?: number;
  readonly seed?: number;
  readonly speed?: number;
}

export interface PersistenceFlags extends NatsFlags {
  /** The file to save checkpoints to. */
  readonly checkpoint?: string;
  /** The checkpoint to continue from. */
  readonly resume?: string;
  /** In seconds. */
  readonly maxTime?: number;
  /** The file to record all events in. */
  readonly store?: string;
}

export interface OutputFlags extends DisplayFlags, AnnounceFlags {
  readonly every?: number;
}

export interface DisplayFlags {
  readonly format: Format;
  /** Sentences for screen readers. */
  readonly reader?: true;
  /** Draw with ASCII only, or not. Default: as the terminal needs. */
  readonly ascii?: boolean;
  readonly background?: "dark" | "light";
  /** Three panels, thick curves, nothing faint. */
  readonly projector?: true;
}

export type Format = "auto" | "lines" | "ndjson";

/** The description of `--seeds`. */
export const SEEDS =
  "train n copies with different seeds and compare them; --save, --checkpoint and lines use the first";

/** The description of `--on-end`. */
export const ON_END =
  "command for the shell when a run has ended; its variables: EPOCHAL_RUN, _NAME, _OUTCOME, _EPOCH, _METRIC, _SCORE, _SCORE_ROWS, _MODEL";

/** The descriptions of arguments for a store and a run in it. */
export const STORE = "a file written with --store, or the nats:// address of --nats";
export const RUN = "id of the run, the first characters of it, or latest";

/** Adds options that change the training, and its speed. */
export function addRunOptions(command: Command): Command {
  return addTrainingOptions(command).option(
    "--speed <n>",
    "epochs per second; 0: no limit (default: a watched notebook quickens from 4 to 100, else 0)",
    parseNonNegativeNumber,
  );
}

/** Adds options that change the training. */
export function addTrainingOptions(command: Command): Command {
  return command
    .option("--epochs <n>", "passes over the training rows", wholeNumberParser(1))
    .option("--learning-rate <rate>", "step size of the updates, such as 0.01", parsePositiveNumber)
    .option("--seed <n>", "random seed: same seed, same result", wholeNumberParser(0, 0xffffffff));
}

/** Adds options that limit, save, continue and record a training. */
export function addPersistenceOptions(command: Command): Command {
  const files = command
    .option(
      "--max-time <seconds>",
      "stop after this training time, without pauses, and keep the model",
      parsePositiveNumber,
    )
    .option("--checkpoint <file>", "save the whole training state every 30 s and at the end")
    .option("--resume <file>", "continue from a checkpoint; only --epochs and --learning-rate may change")
    .option("--store <file>", "record every event, to replay, compare and verify the run later");
  return addNatsOptions(files, "record every event on this NATS server");
}

/** Adds options that change what is shown of a run. */
export function addOutputOptions(command: Command): Command {
  const format = "auto: a dashboard in a terminal, else lines; ndjson: each event as a line of JSON";
  return addDisplayOptions(command, ["auto", "lines", "ndjson"], format)
    .option("--every <n>", "print a line every n epochs (default: a 20th of the epochs)", wholeNumberParser(1))
    .option("--on-end <command>", ON_END)
    .option("--bell", "when the run has ended, ring the terminal's bell and notify the desktop (OSC 9)");
}

/** Adds options that change how something is shown. */
export function addDisplayOptions(command: Command, formats: readonly string[], meaning: string): Command {
  return command
    .addOption(new Option("--format <format>", meaning).choices(formats).default("auto"))
    .option("--reader", "sentences instead of a picture, for screen readers; the keys are the same")
    .option("--ascii", "draw with ASCII only (default: in a terminal without UTF-8, or a Linux console)")
    .option("--no-ascii", "draw with braille")
    .option("--projector", "three panels, thick curves, no faint text")
    .addOption(
      new Option("--background <what>", "terminal background (default: detected, else dark)").choices([
        "dark",
        "light",
      ]),
    );
}
