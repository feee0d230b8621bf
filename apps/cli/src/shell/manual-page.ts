/** The manual page: the same words as `--help`, in the language of `man`. */
import type { CommandWords } from "./command-words.ts";

/** @param commands the program first. */
export function manualPage(name: string, version: string, commands: readonly CommandWords[]): string {
  const [program, ...others] = commands;
  return [
    `.TH ${name.toUpperCase()} 1 "" "${name} ${version}"`,
    ".SH NAME",
    `${name} \\- ${text(program!.description.split("\n", 1)[0]!)}`,
    ".SH SYNOPSIS",
    `.B ${name}`,
    "[options] [command]",
    ".SH DESCRIPTION",
    text(program!.description),
    ".SH OPTIONS",
    ...optionLines(program!),
    ".SH COMMANDS",
    ...others.flatMap((command) => [
      `.SS ${text(`${name} ${[...command.path, command.usage].join(" ")}`.trimEnd())}`,
      text(command.description),
      ...optionLines(command),
    ]),
    "",
  ].join("\n");
}

function optionLines({ options }: CommandWords): string[] {
  return options.flatMap(({ flags, description }) => [".TP", `.B ${text(flags)}`, text(description)]);
}

/** A line must not begin with a point or a quote, which are requests. */
function text(words: string): string {
  return words
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll(/^([.'])/gm, "\\&$1");
}
