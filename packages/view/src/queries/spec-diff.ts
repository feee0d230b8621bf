/** The settings that are not the same in all runs. */
import type { StartedEvent } from "@epochal/stream/events";

/** One text for each run, such as `seed 2, learningRate 0.003`; empty if nothing differs, or for an unknown run. */
export function specDifferences(runs: readonly (StartedEvent | undefined)[]): string[] {
  const settings = runs.map((run) => flatten(run?.spec ?? {}));
  const known = settings.filter((_, i) => runs[i] !== undefined);
  const names = [...new Set(known.flatMap((one) => [...one.keys()]))];
  const different = names.filter((name) => new Set(known.map((one) => one.get(name))).size > 1);
  const describe = (one: Map<string, string>) => different.map((name) => `${shortName(name)} ${one.get(name) ?? "–"}`);
  return settings.map((one, i) => (runs[i] ? describe(one).join(", ") : ""));
}

/** Every number and string of plain data, by its path. */
function flatten(value: unknown, path = ""): Map<string, string> {
  if (typeof value !== "object" || value === null) return new Map([[path, String(value)]]);
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [...flatten(inner, path === "" ? key : `${path}.${key}`)]),
  );
}

/** The last part of the path: `learningRate` for `optimizer.learningRate`. Layers and types keep three parts. */
function shortName(path: string): string {
  const parts = /\.\d+\.|\.type$/.test(path) ? 3 : 1;
  return path.split(".").slice(-parts).join(".");
}
