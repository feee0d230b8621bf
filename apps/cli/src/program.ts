/** The command line: its commands, its help, and how errors are reported. */
import { readFileSync } from "node:fs";
import { printable, printableLines } from "@epochal/view/printable";
import { Command, CommanderError } from "commander";
import { addNotebook } from "./commands/trainings/notebook.ts";
import { InputError, userMessage } from "./errors.ts";
import { exitCodes } from "./exit-codes.ts";
import { rejectRepeatedOptions } from "./options/reject-repeated.ts";
import { commandName, logNote, type Context, type Terminal } from "./terminal.ts";
import { unknownCommandError } from "./unknown-command.ts";

export { createProcessTerminal } from "./process-terminal.ts";

/** In the order of the help. Each is loaded when it is needed: the notebook starts without them. */
const commands = {
  train: async () => (await import("./commands/trainings/train.ts")).addTrain,
  search: async () => (await import("./commands/trainings/search.ts")).addSearch,
  predict: async () => (await import("./commands/models/predict.ts")).addPredict,
  export: async () => (await import("./commands/models/export.ts")).addExport,
  model: async () => (await import("./commands/models/model.ts")).addModel,
  report: async () => (await import("./commands/stores/report.ts")).addReport,
  serve: async () => (await import("./commands/servers/serve.ts")).addServe,
  "serve-model": async () => (await import("./commands/servers/serve-model.ts")).addServeModel,
  start: async () => (await import("./commands/servers/start.ts")).addStart,
  watch: async () => (await import("./commands/servers/watch.ts")).addWatch,
  work: async () => (await import("./commands/servers/work.ts")).addWork,
  workers: async () => (await import("./commands/servers/work.ts")).addWorkers,
  runs: async () => (await import("./commands/stores/runs.ts")).addRuns,
  compare: async () => (await import("./commands/stores/compare.ts")).addCompare,
  replay: async () => (await import("./commands/stores/replay.ts")).addReplay,
  verify: async () => (await import("./commands/stores/verify.ts")).addVerify,
  completion: async () => (await import("./commands/completion.ts")).addCompletion,
  manual: async () => (await import("./commands/completion.ts")).addManual,
} satisfies Record<string, () => Promise<(program: Command, context: Context) => void>>;

/** Options of ours that npm has too, so that the environment does not show for whom they were meant. */
const NPM_OPTIONS = new Set(["--ca", "--key", "--version"]);

/** Runs the command that the arguments name; resolves to the exit code, never rejects. */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = exitCodes.done;
  const context: Context = {
    terminal,
    setExitCode(code) {
      exitCode = code;
    },
  };
  try {
    rejectUnknownCommand(args);
    await (await createProgram(args, context)).parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    const code = reportError(error, terminal);
    if (code === exitCodes.badInput) await hintAtNpmOptions(args, terminal);
    return code;
  }
}

/** Reports an unknown command before Commander reports its options, which it would take for the notebook's. */
function rejectUnknownCommand([first = "-", second = "-"]: readonly string[]): void {
  const names = Object.keys(commands);
  const name = first === "help" ? second : first;
  if (name.startsWith("-") || name === "help" || names.includes(name)) return;
  throw unknownCommandError(name, names);
}

/** The version in the manifest, which is beside the folder of the sources and that of the build. */
function readVersion(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}

/** Adds only the commands that the arguments need, which saves time at the start. */
async function createProgram(args: readonly string[], context: Context): Promise<Command> {
  const { terminal } = context;
  const name = commandName(terminal);
  const program = new Command(name)
    .description(
      "Train small neural networks and watch them learn.\nWithout a command: the notebook, a 1-10-1 network that learns y = 3x + 2.",
    )
    .version(readVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    // Options after a command's name belong to the command.
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(printableLines(text)),
      writeErr: (text) => terminal.stderr.write(printableLines(text)),
      outputError: (text, write) => write(explain(text, program, args)),
    })
    .addHelpText(
      "after",
      `
A terminal shows the run as a dashboard (? lists its keys); a pipe or a file gets lines of text. Data goes to standard
output, notes go to standard error.

Exit codes:
  0    done
  1    something broke: a lost server, a full disk, a damaged store
  2    wrong input: an unknown option, column, run or token, a file that cannot be read or written
  3    the training diverged
  130  interrupted by Ctrl-C (128 + the number of another signal, such as 143 for SIGTERM); the model is kept

Examples:
  ${name}
  ${name} train houses.csv --target price --save model.json
  ${name} train houses.csv --target price --cv 10
  ${name} search houses.csv --target price --store search.db
  ${name} predict model.json new-houses.csv
  ${name} export model.json model.onnx
  ${name} model runs.db --save model.json
  ${name} serve-model model.json
  ${name} serve --port 8080
  ${name} watch ws://localhost:8080
  ${name} --store runs.db
  ${name} runs list runs.db
  ${name} replay runs.db --at 318 --print
  ${name} verify runs.db`,
    );
  const asksForHelp = args.some((arg) => arg === "help" || arg === "--help" || /^-\w*h/.test(arg));
  const asksForAll = asksForHelp || args[0] === "completion" || args[0] === "manual";
  for (const [command, load] of Object.entries(commands)) {
    if (asksForAll || args.includes(command)) (await load())(program, context);
  }
  // Last, so that the other commands do not inherit its settings.
  addNotebook(program, Object.keys(commands), context);
  rejectRepeatedOptions(program);
  return program;
}

/** Commander's error text in one line; if something is missing, with what to write. */
function explain(text: string, program: Command, args: readonly string[]): string {
  const group = program.commands.find((command) => command.name() === args[0]);
  const command = group?.commands.find((nested) => nested.name() === args[1]) ?? group ?? program;
  const path = command.parent === program ? command.name() : `${group?.name()} ${command.name()}`;
  const line = text
    .replace(/^error: /, "epochal: ")
    .replace(/missing required argument '(\w+)'/, (_, name: string) => {
      const usage = command.usage().replace("[options] ", "");
      return `${path}: <${name}> is missing: ${program.name()} ${path} ${usage}`;
    })
    .replace(/option '(?:-\w, )?(--\S+) (\S+)' argument missing/, "$1 needs a value: $1 $2")
    .replace(/\n\(/, " (");
  return `${printable(line.trimEnd())}\n`;
}

/** Prints one line for an error of the user, or a stack for a defect of ours; returns the exit code. */
function reportError(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitCodes.done : exitCodes.badInput;
  }
  if (error instanceof InputError || (error instanceof Error && isUserError(error))) {
    // Hints name the command as it was called.
    logNote(terminal, userMessage(error).replaceAll("`epochal ", `\`${commandName(terminal)} `));
    return error instanceof RangeError || error instanceof TypeError || error instanceof InputError
      ? exitCodes.badInput
      : exitCodes.failed;
  }
  const stack = String(error instanceof Error ? error.stack : error);
  terminal.stderr.write(`epochal: this is a bug in epochal: ${printableLines(stack)}\n`);
  return exitCodes.failed;
}

/** `npm start` without `--` leaves options to npm, which puts them into the environment. */
async function hintAtNpmOptions(args: readonly string[], terminal: Terminal): Promise<void> {
  if (terminal.env["npm_lifecycle_event"] !== "start") return;
  const { options, commands: all } = await createProgram([...args, "--help"], { terminal, setExitCode() {} });
  const names = [...options, ...all.flatMap((command) => command.options)].map(({ long }) => long ?? "");
  const taken = names.find(
    (name) => !NPM_OPTIONS.has(name) && terminal.env[`npm_config_${name.slice(2).replaceAll("-", "_")}`],
  );
  if (taken === undefined) return;
  logNote(
    terminal,
    `npm took ${taken} for itself: write -- before the command and its options: npm start -- ${args[0] ?? ""} …`,
  );
}

/**
 * Our errors say `where: what is wrong`; those of JavaScript have no colon, except syntax errors. Node's permission model says
 * which option it needs.
 */
function isUserError(error: Error): boolean {
  if ((error as NodeJS.ErrnoException).code === "ERR_ACCESS_DENIED") return true;
  return /^.+: \S/.test(error.message) && !(error instanceof SyntaxError);
}
