/** A line that was typed becomes an action. */
import { commands, type NamedCommand } from "./commands.ts";
import { reject, type Action } from "./action.ts";
import type { KeyContext } from "./key.ts";

/** What a typed line does; a line that makes no sense is refused with the reason. */
export function executeCommandLine(line: string, context: KeyContext): Action {
  const [name = "", ...words] = line.trim().split(/\s+/);
  const command = commands.find((one) => one.name === name) ?? only(startingWith(name));
  if (!command) {
    const names = commands.map((one) => one.name).join(", ");
    return reject(`expected a command of ${names}, got "${name}"`);
  }
  return command.run(words, context);
}

/** The line with the name of its command completed, as far as only one begins so. */
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
