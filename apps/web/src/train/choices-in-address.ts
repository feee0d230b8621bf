/** Choices as the fragment of an address, and back: `data=sine&hidden=16-16&…`. A link repeats a training to the last bit. */
import type { SettingsChange } from "@epochal/stream/events";
import {
  MAX_LAYERS,
  MAX_UNITS,
  namesOf,
  numberChoices,
  numbersOf,
  type NameChoice,
  type NumberName,
} from "./controls.ts";
import { dataSets, defaultChoices, type Choices, type DataSetName } from "./data-sets.ts";

/** A training as a link describes it. */
export interface LinkedTraining {
  readonly choices: Choices;
  /** Changes of settings during the training, such as a lower learning rate. */
  readonly changes: readonly SettingsChange[];
  /** The epoch that the link shows; undefined: from the beginning. */
  readonly epoch: number | undefined;
}

const NAMES = ["activation", "loss", "optimizer"] as const satisfies readonly NameChoice[];

export function writeAddress({ choices, changes, epoch }: LinkedTraining): string {
  const parts: [string, string | number][] = [
    ["data", choices.data],
    ["hidden", choices.hidden.join("-")],
    ...NAMES.map((name): [string, string] => [name, choices[name]]),
    ...numbersOf(choices.data).map((name): [string, number] => [name, choices[name]]),
    ...progressParts(changes, epoch),
  ];
  return parts.map(([name, value]) => `${name}=${value}`).join("&");
}

/** A training on a table. A link does not contain the table, so the reader chooses the file. */
export interface LinkedTable extends Pick<LinkedTraining, "changes" | "epoch"> {
  readonly file: string;
  readonly target: string | undefined;
  readonly seed: number;
}

export function writeTableAddress({ file, target = "", seed, changes, epoch }: LinkedTable): string {
  const names = { file: encodeURIComponent(file), target: encodeURIComponent(target), seed };
  const parts = [...Object.entries(names), ...progressParts(changes, epoch)];
  return parts.map(([name, value]) => `${name}=${value}`).join("&");
}

/** Undefined if the fragment names no file. @throws RangeError for a number that is none. */
export function readTableAddress(fragment: string): LinkedTable | undefined {
  const given = new URLSearchParams(fragment);
  const file = given.get("file");
  if (file === null) return undefined;
  const epoch = given.get("epoch");
  return {
    file,
    target: given.get("target") ?? undefined,
    seed: readNumber("seed", given.get("seed") ?? "0"),
    changes: readChanges(given.get("changes") ?? ""),
    epoch: epoch === null ? undefined : wholeNumber("epoch", epoch, 0, Number.MAX_SAFE_INTEGER),
  };
}

function progressParts(changes: readonly SettingsChange[], epoch: number | undefined): [string, string | number][] {
  const parts: [string, string | number][] = [];
  if (changes.length > 0) parts.push(["changes", changes.flatMap(writeChange).join(",")]);
  if (epoch !== undefined) parts.push(["epoch", epoch]);
  return parts;
}

function writeChange({ epoch, step, set }: SettingsChange): string[] {
  return Object.entries(set).map(([name, value]) => [epoch, step, name, value].join(":"));
}

/**
 * Reads a fragment without its `#`. What it leaves out is as usual for its data set.
 * @throws RangeError for a name or a number that cannot be chosen.
 */
export function readAddress(fragment: string): LinkedTraining {
  const given = new URLSearchParams(fragment);
  const data = given.get("data") ?? "notebook";
  if (!Object.hasOwn(dataSets, data)) throw unknown("data", data, Object.keys(dataSets));
  const start = defaultChoices(data as DataSetName);
  const names = NAMES.map((name) => {
    const value = given.get(name) ?? start[name];
    const known = namesOf(name, start);
    if (!known.includes(value)) throw unknown(name, value, known);
    return [name, value];
  });
  const numbers = numbersOf(start.data).map((name) => {
    const text = given.get(name);
    return [name, text === null ? start[name] : readNumber(name, text)];
  });
  const hidden = given.get("hidden");
  const choices: Choices = {
    ...start,
    ...(Object.fromEntries([...names, ...numbers]) as Partial<Choices>),
    ...(hidden !== null && { hidden: readLayers(hidden) }),
  };
  const epoch = given.get("epoch");
  return {
    choices,
    changes: readChanges(given.get("changes") ?? ""),
    epoch: epoch === null ? undefined : wholeNumber("epoch", epoch, 0, choices.epochs),
  };
}

function readNumber(name: NumberName, text: string): number {
  const { min, max, step } = numberChoices[name];
  if (step === 1) return wholeNumber(name, text, min, max);
  const value = Number(text);
  if (text === "" || !(value >= min && value <= max)) throw outOfRange(name, text, "a number", min, max);
  return value;
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text === "" || !Number.isInteger(value) || value < min || value > max)
    throw outOfRange(name, text, "a whole number", min, max);
  return value;
}

function readLayers(text: string): number[] {
  const layers = text === "" ? [] : text.split("-");
  if (layers.length > MAX_LAYERS)
    throw new RangeError(`hidden: at most ${MAX_LAYERS} layers can be chosen, the link has ${layers.length}`);
  return layers.map((units) => wholeNumber("hidden", units, 1, MAX_UNITS));
}

function readChanges(text: string): SettingsChange[] {
  if (text === "") return [];
  return text.split(",").map((change) => {
    const [epoch = "", step = "", name = "", value = ""] = change.split(":");
    return {
      epoch: wholeNumber("changes", epoch, 0, Number.MAX_SAFE_INTEGER),
      step: wholeNumber("changes", step, 0, Number.MAX_SAFE_INTEGER),
      // The training validates it.
      set: { [name]: Number(value) },
    };
  });
}

function unknown(what: string, name: string, known: readonly string[]): RangeError {
  return new RangeError(`${what}: the link has "${name}", which is none of ${known.join(", ")}`);
}

function outOfRange(name: string, text: string, kind: string, min: number, max: number): RangeError {
  return new RangeError(`${name}: the link has "${text}"; choose ${kind} from ${min} to ${max}`);
}
