/** Waits for a slow reader of the output. */
import type { Writable } from "node:stream";

/** The outputs of a `Terminal`. */
interface Outputs {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** A function whose promise resolves when the outputs have taken what was written; undefined if they have. */
export function createOutputGate({ stdout, stderr }: Outputs): () => Promise<void> | undefined {
  let wait: Promise<void> | undefined;
  return () => {
    const full = ([stdout, stderr] as Writable[]).filter((stream) => stream.writableNeedDrain);
    if (full.length > 0) wait ??= Promise.all(full.map(isDrained)).then(() => (wait = undefined));
    return wait;
  };
}

/** An output that fails takes no more. */
function isDrained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      for (const event of ["drain", "error", "close"]) stream.off(event, end);
      resolve();
    };
    for (const event of ["drain", "error", "close"]) stream.on(event, end);
  });
}
