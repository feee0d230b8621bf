/** The error for an unknown command, which is reported before anything is said about its options. */
import { Command, CommanderError } from "commander";
import { InputError } from "./errors.ts";

/** @param names all commands. */
export function unknownCommandError(name: string, names: readonly string[]): InputError {
  const closest = closestName(name, names);
  const advice =
    closest === undefined ? `commands are ${names.join(", ")}; --help explains them` : `did you mean ${closest}?`;
  return new InputError(`unknown command "${name}": ${advice}`);
}

/** The name that Commander suggests. */
function closestName(name: string, names: readonly string[]): string | undefined {
  const program = new Command().exitOverride().configureOutput({ outputError() {} });
  for (const known of names) program.command(known);
  try {
    program.parse([name], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return /\(Did you mean (\w+)\?\)/.exec(error.message)?.[1];
    throw error;
  }
  return undefined;
}
