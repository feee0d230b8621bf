import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { onTestFinished } from "vitest";
import { main } from "./program.ts";

/** A real pseudo-terminal with `epochal` in it, and a person who looks at it. */
export interface Session {
  /** Types keys. */
  press(keys: string): void;
  /** The lines on the screen now, without spaces at their ends. */
  screen(): string[];
  /** Resolves to the screen as soon as it fits; the test's own time limit bounds it. */
  until(isReached: (screen: string) => boolean): Promise<string>;
  /** Resolves when the program has ended. */
  readonly ended: Promise<{ exitCode: number }>;
  kill(signal: string): void;
  resize(columns: number, rows: number): void;
  /** All bytes it has written. */
  written(): string;
}

/** Synchronized output: the terminal shows all between the marks at once. */
const BEGIN_FRAME = "\u001b[?2026h";
const END_FRAME = "\u001b[?2026l";

/** @param args of `epochal`, or a command of its own where `file` is given. */
export function openTerminal(
  args: string[],
  { columns = 80, rows = 24, file = undefined as string | undefined, env = {} as Record<string, string> } = {},
): Session {
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const program = spawn(file ?? process.execPath, file === undefined ? [main, ...args] : args, {
    cols: columns,
    rows,
    // With CI set only the last frame would be drawn.
    env: { ...process.env, CI: "false", NO_COLOR: "", TERM: "xterm-256color", ...env } as Record<string, string>,
  });
  let written = "";
  const watchers = new Set<() => void>();
  const look = () => {
    // A frame comes between these two marks; half of one is not what anybody sees.
    if (written.lastIndexOf(BEGIN_FRAME) > written.lastIndexOf(END_FRAME)) return;
    for (const watcher of watchers) watcher();
  };
  program.onData((text) => {
    written += text;
    screen.write(text, look);
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
    resize(newColumns, newRows) {
      screen.resize(newColumns, newRows);
      program.resize(newColumns, newRows);
    },
    written: () => written,
  };
}
