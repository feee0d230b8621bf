/** Lines on a terminal that are drawn again in place, below everything else that is printed meanwhile. A character takes one cell. */
import type { Terminal } from "../terminal.ts";

export interface RedrawnLines {
  /** The terminal for everything else that is printed: its lines come above. */
  readonly terminal: Terminal;
  /** Draws lines in place of the earlier ones. */
  draw(lines: readonly string[]): void;
  /** Removes them. */
  clear(): void;
}

export function createRedrawnLines(terminal: Terminal): RedrawnLines {
  const { stdout, stderr } = terminal;
  let shown: readonly string[] = [];

  const erased = () => (shown.length > 0 ? `\u001b[${shown.length}A\r\u001b[J` : "");
  const textOf = (lines: readonly string[]) =>
    lines.map((line) => `${line.slice(0, (stdout.columns ?? 80) - 1)}\n`).join("");

  const above = new Proxy(stderr, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name !== "write") return typeof value === "function" ? value.bind(target) : value;
      return (text: string) => target.write(erased() + text + textOf(shown));
    },
  });

  return {
    // Not a copy, which would open its standard input.
    terminal: Object.create(terminal, { stderr: { value: above } }) as Terminal,
    draw(lines) {
      const text = erased();
      shown = lines;
      stderr.write(text + textOf(lines));
    },
    clear() {
      stderr.write(erased());
      shown = [];
    },
  };
}
