import { InputError } from "../errors.ts";

/** The run named by an argument or by `--run`; `latest` without either. */
export function runArgument(given: string | undefined, option: string | undefined): string {
  if (given !== undefined && option !== undefined) {
    throw new InputError(`two runs are named, ${given} and --run ${option}: leave out one of them`);
  }
  return given ?? option ?? "latest";
}
