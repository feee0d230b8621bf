/** The reference of the command as Markdown: the same words as `--help`. */
import type { CommandWords } from "./command-words.ts";

/** @param commands the program first. */
export function markdownReference(name: string, commands: readonly CommandWords[]): string {
  const [program, ...others] = commands;
  return [
    "# All commands",
    `${text(program!.description)}\n\nWhat \`${name} --help\` prints of each command, on one page.`,
    "## Options of the notebook",
    optionList(program!),
    ...others.flatMap((command) => [
      `## ${[name, ...command.path].join(" ")}`,
      `\`\`\`text\n${[name, ...command.path, command.options.length > 0 ? "[options]" : "", command.usage].filter(Boolean).join(" ")}\n\`\`\``,
      text(command.description),
      optionList(command),
    ]),
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}

function optionList({ options }: CommandWords): string {
  return options
    .map(({ flags, description, choices }) => {
      const values = choices.length > 0 ? `: ${choices.map((choice) => `\`${choice}\``).join(", ")}` : "";
      return `- \`${flags}\` ${text(description)}${values}`;
    })
    .join("\n");
}

/** Texts may hold what Markdown reads as marks. */
function text(words: string): string {
  return words.replace(/[\\*_<>[\]|]/g, "\\$&").replaceAll("\n", "  \n");
}
