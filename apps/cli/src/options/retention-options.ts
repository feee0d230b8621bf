/** What of a store is kept: the options of `serve` that say so. */
import type { ServeOptions } from "@epochal/server";
import { InvalidArgumentError, type Command } from "commander";
import { parsePositiveNumber } from "./options.ts";

export interface RetentionFlags {
  readonly keepDays?: number;
  readonly keepBytes?: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

export function addRetentionOptions(command: Command): Command {
  return command
    .option("--keep-days <n>", "delete runs so many days after they have ended (default: never)", parsePositiveNumber)
    .option(
      "--keep-bytes <size>",
      "while the store uses more, such as 500M or 2G, delete the runs that ended first (default: never)",
      parseByteSize,
    );
}

export function resolveRetention({ keepDays, keepBytes }: RetentionFlags): Pick<ServeOptions, "retention"> {
  if (keepDays === undefined && keepBytes === undefined) return {};
  return {
    retention: {
      ...(keepDays !== undefined && { keepMs: keepDays * DAY_MS }),
      ...(keepBytes !== undefined && { keepBytes }),
    },
  };
}

/** A number of bytes, with K, M, G or T for thousands, millions and so on. */
function parseByteSize(text: string): number {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?) *([KMGT]?)B?$/i.exec(text) ?? [];
  const value = Number(digits) * 1000 ** " KMGT".indexOf(unit.toUpperCase() || " ");
  if (!(value > 0)) throw new InvalidArgumentError(`expected a size such as 500M or 2G, got "${text}".`);
  return value;
}
