/**
 * The process as the command's terminal, and the one owner of its end. Whatever should end a run (a signal, a closed window, an
 * output that fails) reaches the handlers as a signal. They stop the run, write its results and restore the screen; only then
 * does the process exit.
 */
import fs from "node:fs";
import { constants } from "node:os";
import { basename } from "node:path";
import { isInForeground } from "@epochal/dashboard/is-in-foreground";
import type { ExitSignal } from "./exit-codes.ts";
import type { SignalHandler, Terminal } from "./terminal.ts";

export interface ProcessTerminal {
  readonly terminal: Terminal;
  /** Ends the process when its output is written; after a signal, a terminal that takes no more is not waited for. */
  readonly exit: (code: number) => Promise<void>;
}

/**
 * All signals that end a process by default, but those that no process can handle, that report a fault of the program, or that Node needs:
 * SIGUSR1 opens its debugger, SIGPROF is for profilers. A batch system sends SIGUSR2 and SIGXCPU before it ends a job.
 */
const SIGNALS = [
  "SIGINT",
  "SIGTERM",
  "SIGHUP",
  "SIGQUIT",
  "SIGUSR2",
  "SIGALRM",
  "SIGVTALRM",
  "SIGXCPU",
  "SIGPWR",
] as const satisfies readonly ExitSignal[];
/** The signals that end the run even if something else in this process handles them, too. */
const ALWAYS_OURS: readonly ExitSignal[] = ["SIGINT", "SIGTERM", "SIGHUP"];
/** Signals from the keyboard. */
const KEYS: readonly ExitSignal[] = ["SIGINT", "SIGQUIT"];
/** Shells and system(3) ignore these for themselves, and do not pass that on. */
const NOT_PASSED_ON: readonly ExitSignal[] = ["SIGINT", "SIGTERM", "SIGQUIT"];

/** A signal that is repeated within this time is the same Ctrl-C: the terminal sends it to npm too, which passes it on. */
const REPEATED_MS = 500;
/** The time for the last output after a signal. */
const FLUSH_MS = 1000;
/** After this time the process exits although a library still holds a socket or a timer. */
const LEFT_OVER_MS = 500;

export function createProcessTerminal(): ProcessTerminal {
  const { stdout, env } = process;
  const handlers = new Set<SignalHandler>();
  const reloaders = new Set<() => void>();
  const byParent = ignoredByParent();
  const ignored = SIGNALS.filter(
    (signal) => byParent.includes(signal) || isHandledElsewhere(signal) || (signal === "SIGHUP" && isUnderNohup(env)),
  );
  const heard = new Set<ExitSignal>();
  let first: { readonly signal: ExitSignal; readonly time: number } | undefined;
  let isOutputLost = false;
  let hasFailed = false;
  let isOver = false;
  let stdin: NodeJS.ReadStream | undefined;

  function end(signal: ExitSignal): void {
    // Nothing is left but output that is not taken.
    if (isOver) process.exit();
    const isForced = first !== undefined && isImpatient(first.signal, signal, performance.now() - first.time);
    first ??= { signal, time: performance.now() };
    for (const handle of handlers) handle(signal, isForced);
  }

  function receive(signal: (typeof SIGNALS)[number]): void {
    if (signal === "SIGHUP" && reloaders.size > 0) for (const reload of reloaders) reload();
    else if (!ignored.includes(signal)) end(signal);
  }

  /** From the first handler on a signal no longer ends the process by itself, even while there is no handler. */
  function listen(signals: readonly (typeof SIGNALS)[number][]): void {
    for (const signal of signals) if (!heard.has(signal)) process.on(signal, receive);
    for (const signal of signals) heard.add(signal);
  }

  // A listener that does nothing: Node has given an ignored signal its default effect.
  for (const signal of ignored) process.on(signal, () => {});
  for (const stream of [stdout, process.stderr]) if (stream.isTTY) stopBlocking(stream);
  stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    if (isOutputLost) return;
    isOutputLost = true;
    if (stdout.isTTY) return end("SIGHUP");
    // Only a full disk is worth a message, not the end of the reader, as in `epochal | head -1`.
    if (code !== "EPIPE") {
      process.stderr.write(`epochal: cannot write to standard output: ${message}\n`);
      hasFailed = true;
      // The last output is written after the exit code was chosen.
      if (isOver) process.exitCode ||= 1;
    }
    end("SIGPIPE");
  });
  process.stderr.on("error", () => {});

  const terminal: Terminal = {
    stdout,
    stderr: isSameTerminal() ? stdout : process.stderr,
    // Node creates it on first access, which is slow.
    get stdin() {
      stdin ??= process.stdin.on("error", () => process.stdin.isTTY && end("SIGHUP"));
      return stdin;
    },
    env,
    onSignal(handle) {
      listen(SIGNALS);
      handlers.add(handle);
      const { signal } = first ?? {};
      if (signal) queueMicrotask(() => handlers.has(handle) && handle(signal, false));
      return () => void handlers.delete(handle);
    },
    onReload(handle) {
      listen(["SIGHUP"]);
      reloaders.add(handle);
      return () => void reloaders.delete(handle);
    },
  };

  return {
    terminal,
    async exit(code) {
      process.exitCode = code === 0 && hasFailed ? 1 : code;
      isOver = true;
      const flushed = Promise.all([stdout, process.stderr].map(flush));
      // The reader of a pipe may be slow, such as `less`.
      if (!first || first.signal === "SIGPIPE" || (first.signal === "SIGINT" && !stdout.isTTY)) {
        await flushed;
        // For example a connection that the server does not close.
        setTimeout(() => process.exit(), LEFT_OVER_MS).unref();
        return;
      }
      await Promise.race([flushed, new Promise((resolve) => setTimeout(resolve, FLUSH_MS))]);
      // Others would write a core file.
      const isPlain = first.signal === "SIGHUP" || first.signal === "SIGINT";
      if (stdout.isTTY && !isInForeground()) dieBy(isPlain ? first.signal : "SIGTERM");
      else process.exit();
    },
  };
}

/** Whether the user, at the keyboard, wants to wait no longer. A closing session repeats SIGHUP and SIGTERM, and means no haste. */
function isImpatient(first: ExitSignal, signal: ExitSignal, passedMs: number): boolean {
  const both = [first, signal];
  if (both.includes("SIGHUP") || !both.some((one) => KEYS.includes(one))) return false;
  return first !== signal || passedMs > REPEATED_MS;
}

/** `nohup` becomes this program, so it is recognized by its other traces: the shell's `_`, its output file, its input. */
function isUnderNohup(env: NodeJS.ProcessEnv): boolean {
  return basename(env["_"] ?? "") === "nohup" || basename(outputFile()) === "nohup.out" || isInputForWriting();
}

/**
 * The signals that this process was started to ignore, as far as its parent shows, which passes on what it ignores. Node gives every signal
 * its default effect before it runs any code, so its own /proc/self/status does not show it. None if the system has no /proc.
 */
function ignoredByParent(): readonly ExitSignal[] {
  try {
    const [, digits] = /^SigIgn:\s*([0-9a-f]+)/m.exec(fs.readFileSync(`/proc/${process.ppid}/status`, "latin1"))!;
    const mask = BigInt(`0x${digits}`);
    const isIgnored = (signal: NodeJS.Signals) => ((mask >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n;
    return SIGNALS.filter((signal) => !NOT_PASSED_ON.includes(signal) && isIgnored(signal));
  } catch {
    return [];
  }
}

/** `nohup` replaces a terminal as standard input by /dev/null, which it opens for writing only. */
function isInputForWriting(): boolean {
  try {
    const [, flags = "0"] = /^flags:\s*([0-7]+)/m.exec(fs.readFileSync("/proc/self/fdinfo/0", "latin1")) ?? [];
    return fs.readlinkSync("/proc/self/fd/0") === "/dev/null" && (parseInt(flags, 8) & 3) === fs.constants.O_WRONLY;
  } catch {
    return false;
  }
}

function outputFile(): string {
  try {
    return fs.readlinkSync("/proc/self/fd/1");
  } catch {
    return "";
  }
}

/** Node writes to a terminal in one piece, and hears no signal until the terminal has taken it. */
function stopBlocking(stream: NodeJS.WriteStream): void {
  (stream as { _handle?: { setBlocking?: (isBlocking: boolean) => void } })._handle?.setBlocking?.(false);
}

/** Whether both outputs are one terminal: then one queue keeps the order. */
function isSameTerminal(): boolean {
  try {
    return Boolean(process.stdout.isTTY && process.stderr.isTTY) && fs.fstatSync(1).rdev === fs.fstatSync(2).rdev;
  } catch {
    return false;
  }
}

/** Node resets the terminal when it exits, for which the system would stop a process in the background; dying by a signal it does not. */
function dieBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}

/** For example by Node, for `--heapsnapshot-signal=SIGUSR2`, or by a module that `--import` loads. */
function isHandledElsewhere(signal: ExitSignal): boolean {
  return !ALWAYS_OURS.includes(signal) && process.listenerCount(signal) > 0;
}
