/** What other code prints while a picture is on the screen: it would tear the picture, so it is shown as news, and printed afterwards. */

export interface CapturedOutput {
  /** Writes to standard output as before. */
  readonly write: (text: string) => boolean;
  /** Standard output for whoever may still write there. */
  readonly stdout: NodeJS.WriteStream;
  /** Lets prints through again, first those that were caught. */
  release(): void;
}

/** Most characters that are kept to be printed afterwards. */
const MOST_KEPT = 1e6;

type Write = NodeJS.WriteStream["write"];

/** Catches what is written to the process's own streams; each line is told once it is whole. */
export function captureOutput(onLine: (line: string) => void): CapturedOutput {
  const streams = [process.stdout, process.stderr] as const;
  const originals = streams.map((stream) => stream.write.bind(stream) as Write);
  const kept: { readonly text: string; readonly to: number }[] = [];
  let size = 0;
  let rest = "";

  const caught = (to: number): Write =>
    ((chunk: string | Uint8Array, ...args: unknown[]) => {
      const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
      if (size < MOST_KEPT) kept.push({ text, to });
      size += text.length;
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? "";
      // oxlint-disable-next-line no-control-regex -- colours of others are not drawn
      for (const line of lines) onLine(line.replaceAll(/\u001b\[[0-9;]*[a-zA-Z]/g, ""));
      const done = args.findLast((arg) => typeof arg === "function") as (() => void) | undefined;
      if (done) queueMicrotask(done);
      return true;
    }) as Write;

  streams.forEach((stream, i) => {
    stream.write = caught(i);
  });
  const write = originals[0]!;
  return {
    write: (text) => write(text),
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
