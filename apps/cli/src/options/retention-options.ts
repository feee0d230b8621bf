/** The options of `serve` that delete old runs from its store. */
import type { ServeOptions } from "@epochal/server";
import { InvalidArgumentError, type Command } from "commander";
import { defined } from "./defined.ts";
import { parsePositiveNumber } from "./parse-number.ts";

export interface RetentionFlags {
  readonly keepDays?: number;
  readonly keepBytes?: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

export function addRetentionOptions(command: Command): Command {
  return command
    .option("--keep-days <n>", "delete runs n days after their end (default: never)", parsePositiveNumber)
    .option(
      "--keep-bytes <size>",
      "delete the oldest runs while the store is larger, such as 2G; stop a run that fills half of it (default: never)",
      parseByteSize,
    );
}

export function resolveRetention({ keepDays, keepBytes }: RetentionFlags): Pick<ServeOptions, "retention"> {
  if (keepDays === undefined && keepBytes === undefined) return {};
  return { retention: defined({ keepMs: keepDays && keepDays * DAY_MS, keepBytes }) };
}

/** A number of bytes, with an optional K, M, G or T for powers of 1,000. */
function parseByteSize(text: string): number {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?) *([KMGT]?)B?$/i.exec(text) ?? [];
  const value = Number(digits) * 1000 ** " KMGT".indexOf(unit.toUpperCase() || " ");
  if (!(value > 0)) throw new InvalidArgumentError("Give a size such as 500M or 2G.");
  return value;
}
