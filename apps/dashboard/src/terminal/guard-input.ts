/** A terminal's keys, when the terminal may be lost at any time: its window is closed, its connection breaks. */
import { isInForeground } from "./is-in-foreground.ts";

export interface GuardedInput {
  /** The input, whose `setRawMode` never throws, and does nothing in the background: there the system would stop the process. */
  readonly stdin: NodeJS.ReadStream;
  release(): void;
}

/** @param onLost called when the terminal is gone. */
export function guardInput(stdin: NodeJS.ReadStream, onLost: () => void): GuardedInput {
  const onEnd = () => {
    if (stdin.isTTY) onLost();
  };
  stdin.on("error", onLost);
  stdin.on("end", onEnd);
  function setRawMode(isRaw: boolean): NodeJS.ReadStream {
    try {
      if ((stdin as { fd?: number }).fd !== 0 || isInForeground()) stdin.setRawMode(isRaw);
    } catch {
      // EIO: there is no terminal to restore.
    }
    return guarded;
  }
  const guarded = new Proxy(stdin, {
    get(stream, name) {
      if (name === "setRawMode") return setRawMode;
      const value: unknown = Reflect.get(stream, name, stream);
      return typeof value === "function" ? (value.bind(stream) as unknown) : value;
    },
  });
  return {
    stdin: guarded,
    release() {
      stdin.off("end", onEnd);
      // Errors of a lost terminal may follow, and must not end the process.
    },
  };
}
