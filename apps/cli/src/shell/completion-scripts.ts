/** Scripts that make a shell complete commands, options, and the values of options that have a list of them. */
import type { CommandWords, OptionWords } from "./command-words.ts";

export type Shell = keyof typeof completionScripts;

/** To add a shell: a function, and a line here. */
export const completionScripts = { bash: bashScript, zsh: zshScript, fish: fishScript } satisfies Record<
  string,
  (name: string, commands: readonly CommandWords[]) => string
>;

/** A case for each command: its nested commands, its options, and those that take a value. Other words are files. */
function bashScript(name: string, commands: readonly CommandWords[]): string {
  const cases = commands.map(({ path, options, commands: below }) => {
    const choices = options.flatMap(({ names, choices: values }) =>
      values.length > 0 ? [`        ${names.join("|")}) values="${values.join(" ")}" ;;`] : [],
    );
    return [
      `    "${path.join(" ")}")`,
      `      words="${below.join(" ")}"`,
      `      options="${options.flatMap(({ names }) => names).join(" ")}"`,
      `      case "$previous" in`,
      ...choices,
      `        ${valueNames(options).join("|") || "-"}) files=1 ;;`,
      "      esac ;;",
    ].join("\n");
  });
  const paths = commands.map(({ path }) => `"${path.join(" ")}"`).join("|");
  return `# Completion of ${name} for bash: source <(${name} completion bash)
_${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local path="" words="" options="" values="" files="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${path:+$path }\${COMP_WORDS[i]}" in
      ${paths}) path="\${path:+$path }\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$path" in
${cases.join("\n")}
  esac
  if [[ -n $values ]]; then COMPREPLY=($(compgen -W "$values" -- "$current"))
  elif [[ -n $files ]]; then COMPREPLY=($(compgen -f -- "$current"))
  elif [[ $current == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$current"))
  else COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _${name} ${name}
`;
}

/** Options whose value is not from a list. */
function valueNames(options: readonly OptionWords[]): string[] {
  return options.flatMap(({ names, takesValue, choices }) => (takesValue && choices.length === 0 ? names : []));
}

/** zsh runs completions of bash. */
function zshScript(name: string, commands: readonly CommandWords[]): string {
  return `# Completion of ${name} for zsh: source <(${name} completion zsh)
autoload -U +X compinit bashcompinit
(( \${+functions[compdef]} )) || compinit
bashcompinit
${bashScript(name, commands).replace(/^#.*\n/, "")}`;
}

function fishScript(name: string, commands: readonly CommandWords[]): string {
  const [program, ...others] = commands;
  const names = program!.commands.join(" ");
  const lines = commands.flatMap(({ path, options }) => {
    const condition = path.length === 0 ? `not __fish_seen_subcommand_from ${names}` : seen(path);
    return options.map((option) => `complete -c ${name} -n '${condition}'${fishOption(option)}`);
  });
  const words = others.map(({ path, description }) => {
    const parent = path.slice(0, -1);
    const condition = parent.length === 0 ? `not __fish_seen_subcommand_from ${names}` : seen(parent);
    return `complete -c ${name} -n '${condition}' -a ${path.at(-1)} -d '${quoted(firstLine(description))}'`;
  });
  return `# Completion of ${name} for fish: ${name} completion fish | source
${[...words, ...lines].join("\n")}
`;
}

function seen(path: readonly string[]): string {
  return path.map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ");
}

function fishOption({ names, description, takesValue, choices }: OptionWords): string {
  const flags = names.map((name) => (name.startsWith("--") ? ` -l ${name.slice(2)}` : ` -s ${name.slice(1)}`));
  const values = choices.length > 0 ? ` -x -a '${choices.join(" ")}'` : takesValue ? " -r" : "";
  return `${flags.join("")}${values} -d '${quoted(firstLine(description))}'`;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]!;
}

function quoted(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
}
