/** A name becomes its entry in a record of choices; a name that is not there becomes an error that lists them. */

/**
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
