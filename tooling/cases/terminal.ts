/** A program in a pseudo-terminal, whose window can be closed and can stop to read. */
import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";

export interface Terminal {
  readonly pid: number;
  /** Everything that the program has written. */
  written(): string;
  /** The lines on the screen. */
  screen(): string;
  type(keys: string): void;
  /** Closes the window. */
  close(): void;
  /** Takes no more of what the program writes. */
  stopReading(): void;
  /** Ends the program at once. */
  kill(): void;
  /** Resolves to the exit code. */
  readonly ended: Promise<number>;
}

export function openTerminal(
  file: string,
  args: string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  { cols = 120, rows = 40 } = {},
): Terminal {
  const defaults = { CI: "false", NO_COLOR: "", TERM: "xterm-256color", LC_ALL: "C.UTF-8" };
  const program = spawn(file, args, { cols, rows, cwd, env: { ...process.env, ...defaults, ...env } });
  let written = "";
  let isOver = false;
  const screen = new xterm.Terminal({ cols, rows, allowProposedApi: true });
  program.onData((text) => {
    written += text;
    screen.write(text);
  });
  const ended = new Promise<number>((resolve) =>
    program.onExit(({ exitCode }) => {
      isOver = true;
      resolve(exitCode);
    }),
  );
  return {
    pid: program.pid,
    written: () => written,
    screen() {
      const { active } = screen.buffer;
      const line = (y: number) => active.getLine(active.baseY + y)?.translateToString(true) ?? "";
      return Array.from({ length: rows }, (_, y) => line(y)).join("\n");
    },
    type: (keys) => program.write(keys),
    // Closing the terminal's end is not in the declared interface.
    close: () => (program as unknown as { destroy(): void }).destroy(),
    stopReading: () => program.pause(),
    kill() {
      // Does nothing if the program has ended without our notice.
      if (!isOver) program.kill("SIGKILL");
    },
    ended,
  };
}
