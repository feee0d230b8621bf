/** What the command sees of the process that runs it; passed in, so that tests can be the process. */
export interface Terminal {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stdin: NodeJS.ReadStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calls back when somebody asks the process to end, or nobody reads any more (`SIGPIPE`); returns a function that ends it. */
  onSignal(handle: (signal: NodeJS.Signals) => void): () => void;
}

/** What a command is given besides its arguments. */
export interface Context {
  readonly terminal: Terminal;
  setExitCode(code: number): void;
}

/** Data: what a pipe or a file gets. */
export function writeLine(terminal: Terminal, line: string): void {
  terminal.stdout.write(`${line}\n`);
}

/** A remark to the person at the keyboard, which no pipe gets. */
export function logNote(terminal: Terminal, line: string): void {
  terminal.stderr.write(`epochal: ${line}\n`);
}

/** How this command is called here, for hints that can be typed as they stand. */
export function commandName({ env }: Terminal): string {
  return env["npm_lifecycle_event"] === "start" ? "npm start --" : "epochal";
}

/** What the terminal writes on, where it says so (`COLORFGBG`); most are dark. */
export function terminalBackground(env: Terminal["env"]): "dark" | "light" {
  const colour = Number(env["COLORFGBG"]?.split(";").at(-1) || NaN);
  return colour === 7 || colour > 8 ? "light" : "dark";
}

/** Whether a picture can be drawn: a terminal on both sides that can move its cursor, and nobody who only keeps the text. */
export function canDraw(terminal: Terminal): boolean {
  const { stdout, env } = terminal;
  const isContinuousIntegration = env["CI"] !== undefined && env["CI"] !== "" && env["CI"] !== "false";
  // Of a pipe Node says nothing, rather than false.
  // Nor is its standard input made where nobody needs it, which takes a while.
  return Boolean(stdout.isTTY && terminal.stdin.isTTY) && env["TERM"] !== "dumb" && !isContinuousIntegration;
}
