/** Which run of a store is meant, where it may be said behind the store's name or by an option. */
import { InputError } from "../exit-codes.ts";

/** The one that was said; `latest` where none was. */
export function runArgument(command: string, given: string | undefined, option: string | undefined): string {
  if (given !== undefined && option !== undefined) {
    throw new InputError(`${command}: expected one run, got ${given} and --run ${option}: say one of them`);
  }
  return given ?? option ?? "latest";
}
