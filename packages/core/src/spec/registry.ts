/** Looks up the names of a spec in records: a spec may name exactly the entries of a record. */
import { isRecord, type UnknownRecord } from "../io/record.ts";
import { atLeast0, type Range } from "./range.ts";
import { showValue } from "./show-value.ts";

/** The spec of an entry with settings: its name as `type`, and any settings that differ from its defaults. */
export type SpecOf<Entries extends Record<string, { readonly defaults: object }>> = {
  [Name in keyof Entries & string]: { readonly type: Name } & Readonly<Partial<Entries[Name]["defaults"]>>;
}[keyof Entries & string];

/**
 * The entry of a record by its name.
 *
 * @param where starts the error message, such as `createNetwork: layer 2`.
 * @param what  the kind of entry, such as `activation`.
 * @throws RangeError that lists the valid names.
 */
export function lookup<Entry>(
  record: Readonly<Record<string, Entry>>,
  name: unknown,
  where: string,
  what: string,
): Entry {
  if (typeof name !== "string" || !Object.hasOwn(record, name)) {
    const names = Object.keys(record).join(", ");
    throw new RangeError(`${where}: expected ${what} to be one of ${names}, got ${showValue(name)}`);
  }
  return record[name];
}

/**
 * @param expected completes "expected …".
 * @throws TypeError when the value is not an object.
 */
export function checkRecord(value: unknown, expected: string, where: string): UnknownRecord {
  if (!isRecord(value)) throw new TypeError(`${where}: expected ${expected}, got ${showValue(value)}`);
  return value;
}

/** A complete set of settings by name. */
export type Settings = Readonly<Record<string, number>>;

/** An entry with numeric settings. */
export interface WithSettings<OwnSettings extends Settings = Settings> {
  /** Every setting with its default. */
  readonly defaults: Readonly<OwnSettings>;
  /** The range of each setting. Default: any number ≥ 0. */
  readonly ranges?: Readonly<Partial<Record<keyof OwnSettings, Range>>>;
}

/**
 * The entry that a spec names, and all its settings: the spec's, completed by the defaults.
 *
 * @throws RangeError when the name or a setting is unknown, or a setting is not a number in its range; TypeError when the
 * spec is not an object.
 */
export function lookupWithSettings<Entry extends WithSettings>(
  record: Readonly<Record<string, Entry>>,
  spec: unknown,
  where: string,
  what: string,
): { entry: Entry; settings: Record<string, number> } {
  const { type, ...given } = checkRecord(spec, `${what} to be an object`, where) as {
    readonly type: string;
  } & Settings;
  const entry = lookup(record, type, where, what);
  checkSettingNames(entry, given, where, type);
  checkSettingRanges(entry, given, `${where}: ${what} ${type}`);
  return { entry, settings: { ...entry.defaults, ...given } };
}

/**
 * @param type the name of the entry with these settings.
 * @throws RangeError when a setting is unknown or not a number in its range.
 */
export function checkSettings(entry: WithSettings, given: Settings, where: string, type: string): void {
  checkSettingNames(entry, given, where, type);
  checkSettingRanges(entry, given, where);
}

function checkSettingNames({ defaults }: WithSettings, given: Settings, where: string, type: string): void {
  for (const name of Object.keys(given)) lookup(defaults, name, where, `setting of ${type}`);
}

/** @throws RangeError when a setting is not a number in its range. */
export function checkSettingRanges(
  { ranges = {} }: Pick<WithSettings, "ranges">,
  given: UnknownRecord,
  where: string,
): void {
  for (const [name, value] of Object.entries(given)) {
    const range = ranges[name] ?? atLeast0;
    if (!Number.isFinite(value) || !range.has(value as number))
      throw new RangeError(`${where}: expected ${name} ${range.text}, got ${showValue(value)}`);
  }
}
