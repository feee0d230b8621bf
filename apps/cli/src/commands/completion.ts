/** `epochal completion SHELL`, `epochal manual`: the command line for shells and for `man`. */
import { Argument, type Command } from "commander";
import type { Shell } from "../shell/completion-scripts.ts";
import type { Context } from "../terminal.ts";

export function addCompletion(program: Command, { terminal }: Context): void {
  program
    .command("completion")
    .description("Print a script that completes commands and options: source <(epochal completion bash).")
    .addArgument(new Argument("<shell>", "the shell that reads it").choices(["bash", "zsh", "fish"] satisfies Shell[]))
    .action(async (shell: Shell) => {
      const { commandWords } = await import("../shell/command-words.ts");
      const { completionScripts } = await import("../shell/completion-scripts.ts");
      terminal.stdout.write(completionScripts[shell]("epochal", commandWords(program)));
    });
}

export function addManual(program: Command, { terminal }: Context): void {
  program
    .command("manual")
    .description("Print the manual page: epochal manual | man -l -.")
    .option("--markdown", "print it as Markdown")
    .action(async ({ markdown }: { markdown?: true }) => {
      const { commandWords } = await import("../shell/command-words.ts");
      if (markdown) {
        const { markdownReference } = await import("../shell/markdown-reference.ts");
        terminal.stdout.write(markdownReference("epochal", commandWords(program)));
        return;
      }
      const { manualPage } = await import("../shell/manual-page.ts");
      terminal.stdout.write(manualPage("epochal", program.version() ?? "", commandWords(program)));
    });
}
