/** Parses an option that names an entry of a record, with its settings: `huber` or `huber:delta=2`. */
import type { Settings } from "@epochal/core";
import { InvalidArgumentError } from "commander";

/** An entry by name, with the settings that differ from its defaults. */
export type Choice = { readonly type: string } & Readonly<Record<string, unknown>>;

/** A parser for names of the record's entries, each with a colon and settings with commas between, if any. */
export function choiceParser(
  record: Readonly<Record<string, { readonly defaults: Settings }>>,
): (text: string) => Choice {
  return (text) => {
    const [, type = "", list = ""] = /^([^:]*):?(.*)$/.exec(text)!;
    const entry = Object.hasOwn(record, type) ? record[type] : undefined;
    if (!entry) throw new InvalidArgumentError(`Allowed choices are ${Object.keys(record).join(", ")}.`);
    const settings = list.split(",").filter((part) => part.trim() !== "");
    return Object.fromEntries([["type", type], ...settings.map((part) => parseSetting(part, type, entry.defaults))]);
  };
}

function parseSetting(text: string, type: string, defaults: Settings): [name: string, value: number] {
  const [name = "", value = ""] = text.split("=").map((part) => part.trim());
  const names = Object.keys(defaults);
  if (!names.includes(name)) {
    const known = names.length > 0 ? `has ${names.join(", ")}` : "has no settings";
    throw new InvalidArgumentError(`${type} ${known}, not "${name}".`);
  }
  if (value === "" || !Number.isFinite(Number(value))) {
    throw new InvalidArgumentError(`Give a number for ${name}, such as ${type}:${name}=${defaults[name]}.`);
  }
  return [name, Number(value)];
}
