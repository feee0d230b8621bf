/** Where and with what a figure was measured: without it, it says nothing. */
import { loadavg } from "node:os";
import { describeMachine } from "./processor.ts";
import type { Result } from "./measure.ts";

export interface Circumstances {
  /** ISO 8601. */
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  /** By the names in the tables. */
  readonly versions: Readonly<Record<string, string>>;
  /** How many processes wanted a processor, on average over the last minute, when the run began; itself not yet among them. */
  readonly loadBefore: number;
}

export function circumstances(loadBefore: number, results: readonly Result[]): Circumstances {
  const versions = results.flatMap((result) => ("rate" in result ? [[result.competitor.name, result.version]] : []));
  return {
    date: new Date().toISOString(),
    machine: describeMachine(),
    node: process.version,
    versions: Object.fromEntries(versions) as Record<string, string>,
    loadBefore,
  };
}

/** Of the last minute. */
export function loadNow(): number {
  return loadavg()[0]!;
}
