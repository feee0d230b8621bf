/** The settings that are not the same in all runs. */
import type { StartedEvent } from "@epochal/stream/events";
import { describeNetwork } from "../text/describe.ts";

/** Runs of different trainings differ in dozens of settings: the first ones distinguish them. */
const MAX_SHOWN = 6;
const MAIN = ["network", "optimizer.type", "optimizer.learningRate", "batchSize", "epochs", "seed"];

/** One text for each run, such as `seed 2, learningRate 0.003`; empty if nothing differs, or for an unknown run. */
export function specDifferences(runs: readonly (StartedEvent | undefined)[]): string[] {
  const settings = runs.map((run) => (run ? settingsOf(run) : new Map<string, Setting>()));
  const known = settings.filter((_, i) => runs[i] !== undefined);
  const names = [...new Set([...MAIN, ...known.flatMap((one) => [...one.keys()])])];
  const all = names.filter((name) => new Set(known.map((one) => one.get(name)?.value)).size > 1);
  const different = all.includes("network") ? all.filter((name) => !IN_NETWORK.test(name)) : all;
  const rest = different.length > MAX_SHOWN ? [`${different.length - MAX_SHOWN} more`] : [];
  const describe = (one: Map<string, Setting>) =>
    different.slice(0, MAX_SHOWN).map((name) => `${shortName(name)} ${one.get(name)?.text ?? "–"}`);
  return settings.map((one, i) => (runs[i] ? [...describe(one), ...rest].join(", ") : ""));
}

interface Setting {
  /** Equal for equal settings. */
  readonly value: string;
  readonly text: string;
}

/** The settings that the text about a network contains. */
const IN_NETWORK = /^network\.(inputs|members|shortcut|layers\.\d+\.(units|activation))$/;

function settingsOf({ spec }: StartedEvent): Map<string, Setting> {
  const text = describeNetwork(spec.network);
  return new Map([["network", { value: text, text }], ...flatten(spec)]);
}

/** Every text and number of plain data, by its path; a list of numbers is one setting. */
function flatten(value: unknown, path = ""): Map<string, Setting> {
  if (typeof value !== "object" || value === null)
    return new Map([[path, { value: String(value), text: String(value) }]]);
  const numbers = Array.isArray(value) ? value.flat(Infinity) : [];
  if (numbers.length > 0 && numbers.every((one) => typeof one === "number")) {
    return new Map([[path, { value: JSON.stringify(value), text: `${numbers.length} numbers` }]]);
  }
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [...flatten(inner, path === "" ? key : `${path}.${key}`)]),
  );
}

/** The last part of the path: `learningRate` for `optimizer.learningRate`. Layers, types and scaling keep three parts. */
function shortName(path: string): string {
  const parts = /\.\d+\.|\.type$|^scaling\./.test(path) ? 3 : 1;
  return path.split(".").slice(-parts).join(".");
}
