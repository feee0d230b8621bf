/** What is said of a command that there is not, before anything is said of its options. */
import { Command, CommanderError } from "commander";
import { InputError } from "./exit-codes.ts";

/** @param names those that there are. */
export function unknownCommandError(name: string, names: readonly string[]): InputError {
  const meant = closestName(name, names);
  const advice = meant === undefined ? "--help tells more" : `did you mean ${meant}?`;
  return new InputError(`expected a command of ${names.join(", ")}, or none, got "${name}": ${advice}`);
}

/** The one that Commander would suggest. */
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
