/**
 * The command prompt: Enter executes, Esc closes, Tab completes the name. A suggestion is dropped with the first character typed;
 * Backspace, → and Tab accept it, so that it can be edited.
 */
import { nearestName } from "@epochal/core/nearest-name";
import { changeSettings, openPrompt, reject, rejectFinally, type Action } from "./action.ts";
import { commands, type NamedCommand } from "./commands.ts";
import { controlBlockedReason, readOnlyText, type KeyContext } from "./key.ts";

/** The action of a key while the prompt is open. */
export function handlePromptKey(input: string, context: KeyContext): Action | undefined {
  const { prompt: text = "", suggestion = "" } = context.settings;
  const whole = text + suggestion;
  switch (input) {
    case "escape":
    case "ctrl-c":
      return changeSettings({ prompt: undefined });
    case "return":
      return whole.trim() === "" ? changeSettings({ prompt: undefined }) : parseCommand(whole, context);
    case "backspace":
      return whole === "" ? changeSettings({ prompt: undefined }) : openPrompt(Array.from(whole).slice(0, -1).join(""));
    case "ctrl-u":
      return openPrompt("");
    case "right":
      return suggestion === "" ? undefined : openPrompt(whole);
    case "tab":
      return openPrompt(suggestion === "" ? completed(text) : whole);
    default:
      // Names of keys, and control characters, are not text.
      return Array.from(input).length === 1 && input >= " " ? openPrompt(text + input) : undefined;
  }
}

/** The action of a line; an invalid line is rejected with the reason. */
export function parseCommand(line: string, context: KeyContext): Action {
  const [name = "", ...words] = line.trim().split(/\s+/);
  try {
    const action = commandNamed(name).run(words, context);
    // Changes of settings also close the prompt.
    if (action.type === "settings")
      return changeSettings({ prompt: undefined, suggestion: undefined, ...action.change });
    if (action.type !== "command") return action;
    // The reason in a recording is about keys.
    const reason = context.canControl ? controlBlockedReason(context) : readOnlyText(context.controlHint);
    return reason === undefined ? action : rejectFinally(`${action.command.type}: ${reason}`);
  } catch (error) {
    if (error instanceof RangeError) return reject(error.message);
    throw error;
  }
}

/** A command by its name, or a unique beginning of it. @throws RangeError for another name. */
function commandNamed(name: string): NamedCommand {
  const command = commands.find((one) => one.name === name) ?? onlyBeginning(name);
  if (command) return command;
  const names = commands.map((one) => one.name);
  const nearest = nearestName(name, names);
  const advice = nearest === undefined ? `commands: ${names.join(", ")}` : `did you mean ${nearest}?`;
  throw new RangeError(`unknown command "${name}": ${advice}`);
}

/** The line with its command name completed, if only one begins like this. */
function completed(line: string): string {
  const command = line === "" || line.includes(" ") ? undefined : onlyBeginning(line);
  return command ? `${command.name} ` : line;
}

function onlyBeginning(beginning: string): NamedCommand | undefined {
  const [command, ...others] = commands.filter(({ name }) => name.startsWith(beginning));
  return others.length === 0 ? command : undefined;
}
