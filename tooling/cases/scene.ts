/** A place for one case: a temporary folder, and processes that do not outlive it. */
import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { openTerminal, type Terminal } from "./terminal.ts";

/** The built command. */
export const main: string = fileURLToPath(new URL("../../apps/cli/dist/main.js", import.meta.url));

export interface Program {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Everything written so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves to the exit code, or to the name of the signal that ended the program. */
  readonly ended: Promise<number | string>;
}

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | string;
}

export interface Scene {
  readonly folder: string;
  /** Starts a program in the folder, with pipes. */
  start(file: string, args: readonly string[], options?: SpawnOptions): Program;
  /** Runs `epochal` to its end. */
  epochal(...args: string[]): Promise<Ended>;
  /** Starts `epochal serve` on a free port, and waits until it serves. */
  serve(args: readonly string[], options?: SpawnOptions): Promise<Program & { readonly port: number }>;
  /** Starts `epochal` in a pseudo-terminal, or the program `file`. */
  terminal(args: readonly string[], options?: { readonly file?: string; readonly env?: NodeJS.ProcessEnv }): Terminal;
  /** Ends all programs, and deletes the folder. */
  dispose(): Promise<void>;
}

export function createScene(): Scene {
  const folder = mkdtempSync(`${tmpdir()}/epochal-case-`);
  const programs: Program[] = [];
  const terminals: Terminal[] = [];

  function start(file: string, args: readonly string[], options: SpawnOptions = {}): Program {
    const env = { ...process.env, NO_COLOR: "1", ...options.env };
    const child = spawn(file, args, { cwd: folder, ...options, env, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout!.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr!.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const ended = new Promise<number | string>((resolve) => {
      child.on("close", (code, signal) => resolve(code ?? signal ?? "?"));
      child.on("error", (error) => resolve(error.message));
    });
    const program = { child, pid: child.pid!, stdout: () => stdout, stderr: () => stderr, ended };
    programs.push(program);
    return program;
  }

  return {
    folder,
    start,
    async epochal(...args) {
      const program = start(process.execPath, [main, ...args]);
      const code = await program.ended;
      return { stdout: program.stdout(), stderr: program.stderr(), code };
    },
    async serve(args, options) {
      const program = start(process.execPath, [main, "serve", "--port", "0", ...args], options);
      const port = await until("a server", 60_000, () => /at ws:\/\/127\.0\.0\.1:(\d+)/.exec(program.stderr())?.[1]);
      return { ...program, port: Number(port) };
    },
    terminal(args, { file = process.execPath, env = {} } = {}) {
      const all = file === process.execPath ? [main, ...args] : [...args];
      const terminal = openTerminal(file, all, folder, env);
      terminals.push(terminal);
      return terminal;
    },
    async dispose() {
      for (const terminal of terminals) terminal.kill();
      // A process of a program may hold its pipes open, so that it never closes.
      const running = programs.filter(
        ({ child }) => child.pid !== undefined && child.exitCode === null && child.signalCode === null,
      );
      const exits = running.map(({ child }) => new Promise((resolve) => child.once("exit", resolve)));
      for (const { child } of running) child.kill("SIGKILL");
      await Promise.all(exits);
      for (const { child } of programs) for (const pipe of [child.stdout, child.stderr]) pipe?.destroy();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Looks every 20 ms until there is a value; resolves to it. @throws Error if there is none in time. */
export async function until<Value>(
  what: string,
  limitMs: number,
  look: () => Value | Promise<Value>,
): Promise<NonNullable<Value>> {
  const startMs = performance.now();
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== null && value !== false) return value;
    if (performance.now() - startMs > limitMs) throw new Error(`expected ${what} within ${limitMs / 1000} s`);
    await wait(20);
  }
}

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** @throws Error with the sentence unless the condition holds. */
export function expectThat(isRight: boolean, otherwise: string): void {
  if (!isRight) throw new Error(otherwise);
}

/** A port that was free a moment ago, for programs that cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Whether a process exists and has not ended. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The newest epoch of the only run of a server on this machine. */
export async function servedEpoch(port: number, token?: string): Promise<number> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`http://127.0.0.1:${port}/v1/runs`, { headers });
  return ((await response.json()) as { epoch?: number }[])[0]?.epoch ?? 0;
}
