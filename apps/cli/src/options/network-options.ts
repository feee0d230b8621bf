/** Options on the network and how it is trained. */
import { activations, losses, optimizers, schedules } from "@epochal/core";
import type { ActivationName, LossSpec, OptimizerSpec, ScheduleSpec } from "@epochal/core";
import { InvalidArgumentError, Option, type Command } from "commander";
import { choiceParser } from "./parse-choice.ts";
import { parseNonNegativeNumber, parsePositiveNumber, wholeNumberParser } from "./parse-number.ts";

/** The recipe's options of the same names. */
export interface NetworkFlags {
  readonly hidden?: readonly number[];
  readonly activation?: ActivationName;
  readonly ensemble?: number;
  readonly budget?: number;
  readonly loss?: LossSpec;
  readonly optimizer?: OptimizerSpec;
  readonly schedule?: ScheduleSpec;
  readonly batchSize?: number;
  readonly l2?: number;
  readonly dropout?: number;
  readonly patience?: number;
}

/** Units per layer; two layers of this width have a hundred million weights. */
const MAX_UNITS = 10_000;

export function addNetworkOptions(command: Command): Command {
  return command
    .addOption(hiddenOption("64,64"))
    .addOption(activationOption("relu"))
    .option(
      "--ensemble <n>",
      "average n networks: better, slower (default: 5; 1 on very large tables)",
      wholeNumberParser(1, 50),
    )
    .option(
      "--budget <factor>",
      "train for about this many times as long as by default, such as 0.5 or 4",
      parsePositiveNumber,
    )
    .option(
      "--loss <name>",
      `what training minimizes: ${names(losses)}; settings follow a colon: huber:delta=2 (default: meanSquaredError, for classes a cross-entropy)`,
      choiceParser(losses),
    )
    .option(
      "--optimizer <name>",
      `how weights are updated: ${names(optimizers)}; settings follow a colon (default: adamW)`,
      choiceParser(optimizers),
    )
    .option(
      "--schedule <name>",
      `how the learning rate changes: ${names(schedules)}; settings follow a colon: step:epochs=50 (default: cosine)`,
      choiceParser(schedules),
    )
    .option("--batch-size <n>", "rows per update (default: 32; more on large tables)", wholeNumberParser(1))
    .option("--l2 <factor>", "penalty on large weights, such as 0.001 (default: 0)", parseNonNegativeNumber)
    .option("--dropout <share>", "share of hidden units switched off in each update (default: 0)", parseShare)
    .option(
      "--patience <epochs>",
      "end after this many epochs without a lower loss (default: 0.3 of all epochs)",
      wholeNumberParser(1),
    );
}

export function activationOption(standard: string): Option {
  return new Option("--activation <name>", `activation of the hidden layers (default: ${standard})`).choices(
    Object.keys(activations),
  );
}

export function hiddenOption(standard: string): Option {
  return new Option("--hidden <units>", `units of each hidden layer, such as 32,32 (default: ${standard})`).argParser(
    parseUnits,
  );
}

function names(record: object): string {
  return Object.keys(record).join(", ");
}

function parseUnits(text: string): number[] {
  return text.split(",").map((units) => wholeNumberParser(1, MAX_UNITS)(units.trim()));
}

function parseShare(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value < 1))
    throw new InvalidArgumentError("Give a number from 0 to below 1.");
  return value;
}
