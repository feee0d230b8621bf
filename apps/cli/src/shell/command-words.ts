/** The command line as data: what shells complete, and what the manual lists. */
import type { Command, Option } from "commander";

export interface CommandWords {
  /** The words that call it: none for the program itself, `["runs", "list"]` for a nested one. */
  readonly path: readonly string[];
  readonly description: string;
  /** Its arguments, as in the help: `<store> [run]`. */
  readonly usage: string;
  readonly options: readonly OptionWords[];
  /** Names of the commands below it. */
  readonly commands: readonly string[];
}

export interface OptionWords {
  /** `--target`, and `-t` if there is one. */
  readonly names: readonly string[];
  /** As in the help: `-o, --output <file>`. */
  readonly flags: string;
  readonly description: string;
  readonly takesValue: boolean;
  /** The values it takes; empty if others are possible. */
  readonly choices: readonly string[];
}

/** The program first, then every command, those below it after it. */
export function commandWords(program: Command): CommandWords[] {
  return wordsBelow(program, []);
}

function wordsBelow(command: Command, path: readonly string[]): CommandWords[] {
  const help = command.createHelp();
  const below = command.commands.filter((nested) => nested.name() !== "help");
  const words: CommandWords = {
    path,
    description: command.description(),
    usage: command.registeredArguments
      .map((argument) => (argument.required ? `<${argument.name()}>` : `[${argument.name()}]`))
      .join(" "),
    options: help.visibleOptions(command).map(optionWords),
    commands: below.map((nested) => nested.name()),
  };
  return [words, ...below.flatMap((nested) => wordsBelow(nested, [...path, nested.name()]))];
}

function optionWords({ short, long, flags, description, required, optional, argChoices }: Option): OptionWords {
  return {
    names: [long, short].filter((name) => name !== undefined),
    flags,
    description,
    takesValue: required || optional,
    choices: argChoices ?? [],
  };
}
