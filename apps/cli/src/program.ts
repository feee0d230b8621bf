/** The command line: what can be said, and what becomes of what goes wrong. */
import { Command, CommanderError } from "commander";
import { addCompare } from "./commands/compare.ts";
import { addExport } from "./commands/export.ts";
import { addNotebook } from "./commands/notebook.ts";
import { addPredict } from "./commands/predict.ts";
import { addReplay } from "./commands/replay.ts";
import { addRuns } from "./commands/runs.ts";
import { addServe } from "./commands/serve.ts";
import { addStart } from "./commands/start.ts";
import { addTrain } from "./commands/train.ts";
import { addVerify } from "./commands/verify.ts";
import { addWatch } from "./commands/watch.ts";
import { exitCodes, InputError } from "./exit-codes.ts";
import { commandName, logNote, type Context, type Terminal } from "./terminal.ts";
import { unknownCommandError } from "./unknown-command.ts";

/** By their names, in the order in which the help tells them. */
const commands = {
  train: addTrain,
  predict: addPredict,
  export: addExport,
  serve: addServe,
  start: addStart,
  watch: addWatch,
  runs: addRuns,
  compare: addCompare,
  replay: addReplay,
  verify: addVerify,
} satisfies Record<string, (program: Command, context: Context) => void>;

/** Options that npm may have been given for itself. */
const NPM_OPTIONS = new Set(["--ca", "--key", "--version"]);

/** Does what the arguments say; resolves to the exit code, never rejects. */
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
    await createProgram(args, context).parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    const code = reportError(error, terminal);
    if (code === exitCodes.badInput) hintAtNpmOptions(args, terminal);
    return code;
  }
}

/** An unknown command is told before what stands behind its name, which would be the notebook's. */
function rejectUnknownCommand([first = "-"]: readonly string[]): void {
  const names = Object.keys(commands);
  if (first.startsWith("-") || first === "help" || names.includes(first)) return;
  throw unknownCommandError(first, names);
}

/** Each command with all its options; what was not asked for is not made. */
function createProgram(args: readonly string[], context: Context): Command {
  const { terminal } = context;
  const program = new Command("epochal")
    .description(
      "Train small neural networks and watch them learn.\nWithout a command: the notebook, a 1-10-1 network that finds y = 3x + 2.",
    )
    .version("0.1.0", "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    // What stands behind a command's name is the command's.
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, "epochal: ").replace(/\n\(/, " (")),
    })
    .addHelpText(
      "after",
      `
In a terminal a run is drawn; elsewhere it is printed line by line. Data goes to standard output, remarks to standard error.

Exit codes: 0 done, 1 something broke (a server that is gone, a disk that is full, a store that is damaged), 2 wrong input
(also a file that is no store, or cannot be written, a wrong token, an unknown run), 3 the training diverged, 130 interrupted by Ctrl-C (129 by
SIGHUP, 143 by SIGTERM; what was learned is kept).

Examples:
  epochal
  epochal train houses.csv --target price --save model.json
  epochal train houses.csv --target price --checkpoint run.json --max-time 60
  epochal train --resume run.json --save model.json
  epochal train houses.csv --target price --cv 10
  epochal train houses.csv --target price --store runs.db
  epochal predict model.json new-houses.csv
  epochal export model.json model.onnx
  epochal serve --port 8080
  epochal serve --wait --token … --store runs.db
  epochal start ws://localhost:8080 houses.csv --target price --token …
  epochal watch ws://localhost:8080
  epochal serve --store runs.db --keep-days 30
  epochal runs list runs.db
  epochal compare runs.db
  epochal replay runs.db --at 318 --print
  epochal verify runs.db`,
    );
  const asksForHelp = args.some((arg) => arg === "help" || arg === "--help" || /^-\w*h/.test(arg));
  for (const [name, add] of Object.entries(commands)) {
    if (asksForHelp || args.includes(name)) add(program, context);
  }
  // Last: what it allows itself, the commands made before do not inherit.
  addNotebook(program, Object.keys(commands), context);
  return program;
}

/** One line for what a person can mend; the whole stack only for a defect of ours. */
function reportError(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitCodes.done : exitCodes.badInput;
  }
  if (error instanceof InputError || (error instanceof Error && isUserError(error))) {
    // A hint that can be typed says how the command is called here.
    logNote(terminal, error.message.replaceAll("`epochal ", `\`${commandName(terminal)} `));
    return error instanceof RangeError || error instanceof TypeError || error instanceof InputError
      ? exitCodes.badInput
      : exitCodes.failed;
  }
  logNote(terminal, `this should not have happened: ${error instanceof Error ? error.stack : String(error)}`);
  return exitCodes.failed;
}

/** Options behind `npm start` without a `--` before them are npm's, which leaves them in the environment. */
function hintAtNpmOptions(args: readonly string[], terminal: Terminal): void {
  if (terminal.env["npm_lifecycle_event"] !== "start") return;
  const { options, commands: all } = createProgram([...args, "--help"], { terminal, setExitCode() {} });
  const names = [...options, ...all.flatMap((command) => command.options)].map(({ long }) => long ?? "");
  const taken = names.find(
    (name) => !NPM_OPTIONS.has(name) && terminal.env[`npm_config_${name.slice(2).replaceAll("-", "_")}`],
  );
  if (taken === undefined) return;
  logNote(
    terminal,
    `npm took ${taken} for itself: options behind \`npm start\` need a -- before them: npm start -- ${args[0] ?? ""} …`,
  );
}

/** Our own errors say `where: expected …, got …`. */
function isUserError({ message }: Error): boolean {
  return /^[\w.]+: (.*: )?expected .*\bgot\b/s.test(message);
}
