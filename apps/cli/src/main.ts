#!/usr/bin/env node
// The entry: the only file that touches the process. It imports everything else on demand, so that `--help` is quick.
import module from "node:module";
import type { ExitSignal } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

// The second start finds the code compiled. A named import would stop an older Node, which lacks the function, before it
// prints that it is too old.
module.enableCompileCache?.();

const handlers = new Set<(signal: ExitSignal) => void>();
let isReaderGone = false;
let hasFailed = false;

const terminal: Terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  // Node creates it on first access, which is slow.
  get stdin() {
    return process.stdin;
  },
  env: process.env,
  onSignal(handle) {
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    const listener = handle as (signal: NodeJS.Signals) => void;
    for (const signal of signals) process.on(signal, listener);
    handlers.add(handle);
    if (isReaderGone) handle("SIGPIPE");
    return () => {
      handlers.delete(handle);
      for (const signal of signals) process.off(signal, listener);
    };
  },
};

// Standard output fails when the reader of a pipe is gone, as in `epochal | head -1`, when the terminal closes, or when the
// disk is full. The run is asked to stop and the model is saved. Only a full disk is worth a message.
process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
  if (isReaderGone) return;
  isReaderGone = true;
  if (code !== "EPIPE" && code !== "EIO") {
    process.stderr.write(`epochal: cannot write to standard output: ${message}\n`);
    hasFailed = true;
  }
  for (const handle of handlers) handle("SIGPIPE");
});
process.stderr.on("error", () => {});

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `epochal: Node 22.18 or newer is needed, this is ${process.versions.node}: install a newer Node\n`,
  );
  process.exitCode = 2;
} else {
  const { runProgram } = await import("./program.ts");
  const exitCode = await runProgram(process.argv.slice(2), terminal);
  process.exitCode = exitCode === 0 && hasFailed ? 1 : exitCode;
}
