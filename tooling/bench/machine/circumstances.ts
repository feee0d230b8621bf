/** The circumstances of a measurement: machine, versions, date and load. */
import { loadavg } from "node:os";
import { describeMachine } from "./processor.ts";
import type { Result } from "../comparison/measure.ts";

export interface Circumstances {
  /** ISO 8601. */
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  /** By the competitors' names in the tables. */
  readonly versions: Readonly<Record<string, string>>;
  /** The load average of the minute before the run. */
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

/** The load average of the last minute. */
export function loadAverage(): number {
  return loadavg()[0]!;
}
