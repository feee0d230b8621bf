/** What a person calls a run, such as the beginning of its id, becomes the run. */
import type { RunRecord } from "@epochal/log";
import { InputError } from "../exit-codes.ts";

/** Named in a message where a beginning fits several. */
const MAX_NAMED = 5;

/**
 * The run with this id, the one that was started last for `latest`, or the only one whose id begins so.
 *
 * @param runs the newest first.
 * @throws InputError when there is none, or more than one.
 */
export function findRun(runs: readonly RunRecord[], wanted: string, store: string): RunRecord {
  const exact = wanted === "latest" ? runs[0] : runs.find(({ id }) => id === wanted);
  if (exact) return exact;
  const fitting = runs.filter(({ id }) => wanted !== "" && id.startsWith(wanted));
  const [only, ...others] = fitting;
  if (!only) {
    const got = runs.length === 0 ? "a store without runs" : `"${wanted}": \`epochal runs list ${store}\` shows them`;
    throw new InputError(`${store}: expected the id of a run, its beginning or latest, got ${got}`);
  }
  if (others.length > 0) {
    const named = fitting.slice(0, MAX_NAMED).map(({ id }) => id);
    const more = fitting.length > MAX_NAMED ? " …" : "";
    throw new InputError(
      `${store}: expected the id of one run, got "${wanted}", with which ${fitting.length} begin: ${named.join(", ")}${more}`,
    );
  }
  return only;
}
