/** Finds the run a user means, by its id or the first characters of it. */
import type { RunRecord } from "@epochal/log";
import { InputError } from "../errors.ts";
import { storeName } from "./open-nats.ts";

/** Ids listed in the error for an ambiguous prefix. */
const MAX_NAMED = 5;

/**
 * The run with the id `wanted`, the newest for `latest`, or the only one whose id begins with `wanted`.
 *
 * @param runs the newest first.
 * @throws InputError when there is none, or more than one.
 */
export function findRun(runs: readonly RunRecord[], wanted: string, store: string): RunRecord {
  const exact = wanted === "latest" ? runs[0] : runs.find(({ id }) => id === wanted);
  if (exact) return exact;
  const name = storeName(store);
  const matches = runs.filter(({ id }) => wanted !== "" && id.startsWith(wanted));
  const [only, ...others] = matches;
  if (!only) {
    const problem =
      runs.length === 0
        ? "this store has no runs yet"
        : `no run has an id that begins with "${wanted}": \`epochal runs list ${name}\` shows all ids`;
    throw new InputError(`${name}: ${problem}`);
  }
  if (others.length > 0) {
    const named = matches.slice(0, MAX_NAMED).map(({ id }) => id);
    const more = matches.length > MAX_NAMED ? " …" : "";
    throw new InputError(
      `${name}: "${wanted}" is the beginning of ${matches.length} ids: type more of it: ${named.join(", ")}${more}`,
    );
  }
  return only;
}
