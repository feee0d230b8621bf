/** Names become entries of records: what a spec may say is what the records hold. */

/** The spec of an entry with settings: its name as `type`, and the settings that shall differ from its defaults. */
export type SpecOf<Entries extends Record<string, { readonly defaults: object }>> = {
  [Name in keyof Entries & string]: { readonly type: Name } & Readonly<Partial<Entries[Name]["defaults"]>>;
}[keyof Entries & string];

/**
 * The entry of a record by its name.
 *
 * @param where what the error begins with, such as `createNetwork: layer 2`.
 * @param what  the kind of thing that is chosen, such as `activation`.
 * @throws RangeError that names the choices.
 */
export function choose<Entry>(
  record: Readonly<Record<string, Entry>>,
  name: string,
  where: string,
  what: string,
): Entry {
  if (!Object.hasOwn(record, name)) {
    throw new RangeError(`${where}: expected ${what} to be one of ${Object.keys(record).join(", ")}, got "${name}"`);
  }
  return record[name];
}

/** Settings by name, complete. */
export type Settings = Readonly<Record<string, number>>;

/**
 * The entry that a spec names, and all its settings: the spec's where it has them, else the defaults.
 *
 * @param min the least number a setting may be. Default 0.
 * @throws RangeError when the name or a setting is unknown, or a setting is not a finite number ≥ min.
 */
export function chooseWithSettings<Entry extends { readonly defaults: Settings }>(
  record: Readonly<Record<string, Entry>>,
  spec: { readonly type: string },
  where: string,
  what: string,
  min = 0,
): { entry: Entry; settings: Record<string, number> } {
  const { type, ...given } = spec as { readonly type: string } & Settings;
  const entry = choose(record, type, where, what);
  checkSettings(entry.defaults, given, where, type, min);
  return { entry, settings: { ...entry.defaults, ...given } };
}

/**
 * @param type the entry whose settings they are.
 * @throws RangeError when a setting is not among the defaults, or not a finite number ≥ min.
 */
export function checkSettings(defaults: Settings, given: Settings, where: string, type: string, min = 0): void {
  for (const [name, value] of Object.entries(given)) {
    choose(defaults, name, where, `setting of ${type}`);
    if (!(value >= min && Number.isFinite(value))) {
      const range = min === -Infinity ? "a finite number" : `a number ≥ ${min}`;
      throw new RangeError(`${where}: expected ${name} to be ${range}, got ${value}`);
    }
  }
}
