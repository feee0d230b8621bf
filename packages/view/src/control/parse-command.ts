/** Parses the commands that a viewer types. */
import { reject, type Action } from "./action.ts";
import { commands, type NamedCommand } from "./commands.ts";
import type { KeyContext } from "./key.ts";

/** The action of a line; an invalid line is rejected with the reason. A unique beginning of a name is enough. */
export function parseCommand(line: string, context: KeyContext): Action {
  const [name = "", ...words] = line.trim().split(/\s+/);
  const command = commands.find((one) => one.name === name) ?? only(startingWith(name));
  if (!command) {
    const names = commands.map((one) => one.name).join(", ");
    return reject(`unknown command "${name}"; commands: ${names}`);
  }
  return command.run(words, context);
}

/** The line with its command name completed, if only one begins like this. */
export function completeCommand(line: string): string {
  const command = line.includes(" ") ? undefined : only(startingWith(line));
  return command ? `${command.name} ` : line;
}

function startingWith(beginning: string): NamedCommand[] {
  return beginning === "" ? [] : commands.filter(({ name }) => name.startsWith(beginning));
}

function only<Value>(values: readonly Value[]): Value | undefined {
  return values.length === 1 ? values[0] : undefined;
}
