/** The error for an unknown command, which is reported before anything is said about its options. */
import { nearestName } from "@epochal/core/nearest-name";
import { InputError } from "./errors.ts";

/** @param names all commands. */
export function unknownCommandError(name: string, names: readonly string[]): InputError {
  const nearest = nearestName(name, names);
  const advice =
    nearest === undefined ? `commands are ${names.join(", ")}; --help explains them` : `did you mean ${nearest}?`;
  return new InputError(`unknown command "${name}": ${advice}`);
}
