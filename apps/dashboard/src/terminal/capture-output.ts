/** Captures what other code prints while a picture is on the screen: it is shown as activity, and printed afterwards. */

export interface CapturedOutput {
  /** Standard output without the capture. */
  readonly stdout: NodeJS.WriteStream;
  /** Ends the capture and prints what was captured. */
  release(): void;
}

/** The maximum number of characters to print afterwards. */
const MAX_KEPT = 1e6;

type Write = NodeJS.WriteStream["write"];

/** Captures what is written to the standard streams; calls back with each complete line. */
export function captureOutput(onLine: (line: string) => void): CapturedOutput {
  const streams = [process.stdout, process.stderr] as const;
  const originals = streams.map((stream) => stream.write.bind(stream) as Write);
  const kept: { readonly text: string; readonly to: number }[] = [];
  let size = 0;
  let rest = "";

  const capture = (to: number): Write =>
    ((chunk: string | Uint8Array, ...args: unknown[]) => {
      const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
      if (size < MAX_KEPT) kept.push({ text, to });
      size += text.length;
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? "";
      // oxlint-disable-next-line no-control-regex -- colours are not drawn
      for (const line of lines) onLine(line.replaceAll(/\u001b\[[0-9;]*[a-zA-Z]/g, ""));
      const done = args.findLast((arg) => typeof arg === "function") as (() => void) | undefined;
      if (done) queueMicrotask(done);
      return true;
    }) as Write;

  streams.forEach((stream, i) => {
    stream.write = capture(i);
  });
  const write = originals[0]!;
  return {
    stdout: new Proxy(process.stdout, {
      get(stream, name) {
        if (name === "write") return write;
        const value: unknown = Reflect.get(stream, name, stream);
        return typeof value === "function" ? (value.bind(stream) as unknown) : value;
      },
    }),
    release() {
      streams.forEach((stream, i) => {
        stream.write = originals[i]!;
      });
      for (const { text, to } of kept) originals[to]!(text);
    },
  };
}
