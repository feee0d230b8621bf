/** A terminal without a screen: it records what is written, and types keys. */
import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";

export interface Terminal {
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  /** All that was ever written. */
  readonly written: string;
  readonly isRaw: boolean;
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Resolves as soon as what was written since `from` satisfies the test. */
  until(test: (written: string) => boolean, from?: number): Promise<void>;
}

export function createTerminal(columns = 80, rows = 24): Terminal {
  const screen = { columns, rows, written: "", isRaw: false };
  const waiting = new Set<() => void>();

  const stdout = Object.assign(new EventEmitter(), {
    isTTY: true,
    columns,
    rows,
    writable: true,
    getColorDepth: () => 1,
    write(chunk: string, done?: unknown) {
      screen.written += chunk;
      for (const check of waiting) check();
      if (typeof done === "function") done();
      return true;
    },
  });
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode(isRaw: boolean) {
      screen.isRaw = isRaw;
    },
    ref: () => {},
    unref: () => {},
  });

  return {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    get written() {
      return screen.written;
    },
    get isRaw() {
      return screen.isRaw;
    },
    type: (keys) => void stdin.write(keys),
    resize(newColumns, newRows) {
      Object.assign(stdout, { columns: newColumns, rows: newRows });
      stdout.emit("resize");
    },
    until: (test, from = 0) =>
      new Promise((resolve) => {
        const check = () => {
          if (!test(screen.written.slice(from))) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
}
