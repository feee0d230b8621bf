#!/usr/bin/env node
// The command: the only place that touches the process. Everything else is imported when it is needed, so that `--help` is quick.
import module from "node:module";
import type { Terminal } from "./terminal.ts";

// The second time it starts, what the first compiled is there already. Not imported by its name: an older Node, which has
// none, would end on that line, before it could be told that it is too old.
module.enableCompileCache?.();

const handlers = new Set<(signal: NodeJS.Signals) => void>();
let isReaderGone = false;
let hasFailed = false;

const terminal: Terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  // Node makes it when it is first asked for, which takes a while.
  get stdin() {
    return process.stdin;
  },
  env: process.env,
  onSignal(handle) {
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    for (const signal of signals) process.on(signal, handle);
    handlers.add(handle);
    if (isReaderGone) handle("SIGPIPE");
    return () => {
      handlers.delete(handle);
      for (const signal of signals) process.off(signal, handle);
    };
  },
};

// A reader that has gone, as in `epochal | head -1`, a terminal that was closed, a disk that is full: the run is asked to
// end, and what was learned is saved. Only of a full disk is there somebody to tell.
process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
  if (isReaderGone) return;
  isReaderGone = true;
  if (code !== "EPIPE" && code !== "EIO") {
    process.stderr.write(`epochal: expected to write to standard output, got: ${message}\n`);
    hasFailed = true;
  }
  for (const handle of handlers) handle("SIGPIPE");
});
process.stderr.on("error", () => {});

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`epochal: expected Node ≥ 22.18, got ${process.versions.node}: install a newer Node\n`);
  process.exitCode = 2;
} else {
  const { runProgram } = await import("./program.ts");
  const exitCode = await runProgram(process.argv.slice(2), terminal);
  process.exitCode = exitCode === 0 && hasFailed ? 1 : exitCode;
}
