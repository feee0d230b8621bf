import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { onTestFinished } from "vitest";
import { main } from "./program.ts";

/** `epochal` in a pseudo-terminal, with its keyboard and screen. */
export interface Session {
  readonly pid: number;
  /** Types keys. */
  press(keys: string): void;
  /** The lines on the screen, without trailing spaces. */
  screen(): string[];
  /** Waits until the screen satisfies the condition; resolves to it. */
  until(isReached: (screen: string) => boolean): Promise<string>;
  /** Resolves when the program has ended. */
  readonly ended: Promise<{ exitCode: number }>;
  kill(signal: string): void;
  /** Closes the window. */
  close(): void;
  /** Takes no more of what the program writes. */
  stopReading(): void;
  resize(columns: number, rows: number): void;
  /** Everything the program has written. */
  written(): string;
}

/** Synchronized output: the terminal shows everything between the two marks in one step. */
const BEGIN_FRAME = "\u001b[?2026h";
const END_FRAME = "\u001b[?2026l";

/** @param args of `epochal`, or of the program `file`. */
export function openTerminal(
  args: readonly string[],
  { columns = 80, rows = 24, file = undefined as string | undefined, env = {} as Record<string, string> } = {},
): Session {
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const program = spawn(file ?? process.execPath, file === undefined ? [main, ...args] : [...args], {
    cols: columns,
    rows,
    // With CI set, the dashboard is not drawn.
    env: { ...process.env, CI: "false", NO_COLOR: "", TERM: "xterm-256color", LC_ALL: "C.UTF-8", ...env } as Record<
      string,
      string
    >,
  });
  let written = "";
  /** The length of what is on the screen: the terminal may still have to draw the rest. */
  let drawn = 0;
  const watchers = new Set<() => void>();
  const look = () => {
    // Skip incomplete frames.
    if (written.lastIndexOf(BEGIN_FRAME, drawn - 1) > written.lastIndexOf(END_FRAME, drawn - 1)) return;
    for (const watcher of watchers) watcher();
  };
  program.onData((text) => {
    written += text;
    screen.write(text, () => {
      drawn += text.length;
      look();
    });
  });
  const ended = new Promise<{ exitCode: number }>((resolve) =>
    program.onExit(({ exitCode }) => screen.write("", () => resolve({ exitCode }))),
  );
  let isOver = false;
  void ended.then(() => (isOver = true));
  onTestFinished(() => {
    if (!isOver) program.kill("SIGKILL");
  });

  function lines(): string[] {
    const { active } = screen.buffer;
    return Array.from(
      { length: screen.rows },
      (_, y) => active.getLine(active.baseY + y)?.translateToString(true) ?? "",
    );
  }

  return {
    pid: program.pid,
    press: (keys) => program.write(keys),
    screen: lines,
    until: (isReached) =>
      new Promise((resolve) => {
        const watcher = () => {
          const text = lines().join("\n");
          if (!isReached(text)) return;
          watchers.delete(watcher);
          resolve(text);
        };
        watchers.add(watcher);
        look();
      }),
    ended,
    kill: (signal) => program.kill(signal),
    // Closing the terminal's end is not in the declared interface.
    close: () => (program as unknown as { destroy(): void }).destroy(),
    stopReading: () => program.pause(),
    resize(newColumns, newRows) {
      screen.resize(newColumns, newRows);
      program.resize(newColumns, newRows);
    },
    written: () => written,
  };
}
