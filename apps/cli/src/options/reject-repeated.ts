/** An option given twice is an error: without it, the last one would count without a word. */
import type { Command, Option } from "commander";
import { InputError } from "../errors.ts";

/** For all options of a command and of its subcommands. An option and its opposite, such as `--no-ascii`, are one option. */
export function rejectRepeatedOptions(command: Command): void {
  const given = new Map<string, string>();
  for (const option of command.options) {
    // The values of an option whose default is a list are collected.
    if (option.variadic || Array.isArray(option.defaultValue)) continue;
    command.on(`option:${option.name()}`, () => {
      const first = given.get(option.attributeName());
      if (first !== undefined) throw repeatedError(first, option);
      given.set(option.attributeName(), option.long!);
    });
  }
  command.commands.forEach(rejectRepeatedOptions);
}

function repeatedError(first: string, { long, flags }: Option): InputError {
  if (first !== long) return new InputError(`${first} and ${long} do not go together: leave out one`);
  const hint = flags.endsWith("<columns>") ? "name all columns in one, with commas between" : "leave out one";
  return new InputError(`${long} is given twice: ${hint}`);
}
