import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable, Writable } from "node:stream";
import { fileURLToPath, pathToFileURL } from "node:url";
import { onTestFinished } from "vitest";
import type { runProgram } from "../../src/program.ts";

/** The built command. */
export const main: string = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
export const examples: string = fileURLToPath(new URL("../../../examples/data/", import.meta.url));
export const cars: string = join(examples, "cars.csv");

/** A notebook that does not end while a test does something to it, however busy the machine is. */
export const ENDLESS: readonly string[] = ["--epochs", "1000000", "--speed", "20"];

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

export interface Started {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
}

interface Program {
  readonly runProgram: typeof runProgram;
}

type Arguments = readonly (string | { readonly input: string | Uint8Array })[];

/** Starts `epochal` with pipes instead of a terminal, until the test has finished; a last argument has its standard input. */
export function start(...all: Arguments): Started {
  const started = startForAll(...all);
  onTestFinished(() => void started.child.kill("SIGKILL"));
  return started;
}

/** The same for several tests: the caller ends it. */
export function startForAll(...all: Arguments): Started {
  const args = all.filter((arg) => typeof arg === "string");
  const { input = "" } = all.find((arg) => typeof arg !== "string") ?? {};
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, NO_COLOR: "1" } });
  child.stdin.on("error", () => {}).end(input);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve) => child.on("close", (exitCode) => resolve({ stdout, stderr, exitCode })));
  return { child, ended };
}

/** Runs the built `epochal` to its end, in this process: a start of Node costs more than most commands. */
export async function epochal(...args: string[]): Promise<Ended> {
  // It starts the same arguments again, as the process that it supervises.
  if (args[0] === "serve") return start(...args).ended;
  const { runProgram } = await (program ??= importProgram());
  const stdout = collector();
  const stderr = collector();
  const terminal = {
    stdout: stdout.stream as unknown as NodeJS.WriteStream,
    stderr: stderr.stream,
    stdin: Readable.from([]) as unknown as NodeJS.ReadStream,
    env: { ...process.env, NO_COLOR: "1" },
    onSignal: () => () => {},
    onReload: () => () => {},
  };
  const exitCode = await runProgram(args, terminal);
  return { stdout: stdout.text(), stderr: stderr.text(), exitCode };
}

let program: Promise<Program> | undefined;

/** The chunk that the entry imports when it has checked the version of Node, and the chunk's name of `runProgram`. */
export const programChunk: { readonly file: string; readonly exported: string } = (() => {
  const [, chunk, exported] = /import\("\.\/([\w-]+\.js)"\)\.then\(.*?\brunProgram:chunk\.(\w+)/.exec(
    readFileSync(main, "utf8"),
  )!;
  return { file: join(dirname(main), chunk!), exported: exported! };
})();

async function importProgram(): Promise<Program> {
  const { file, exported } = programChunk;
  const chunk = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  return { runProgram: chunk[exported] as typeof runProgram };
}

/** An output that keeps its text. */
function collector() {
  let text = "";
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string | Uint8Array, _, done) {
      text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
      done();
    },
  });
  return { stream, text: () => text };
}

/** A folder that is deleted after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "epochal-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A command line for a shell, wherever the checkout is. */
export function shellLine(...words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(" ");
}

/** Waits for output that matches; resolves to the first group, or the match. Fails if the output ends before. */
export function waitForOutput(stream: NodeJS.ReadableStream, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    stream.on("data", (more: string) => {
      text += more;
      const match = pattern.exec(text);
      if (match) resolve(match[1] ?? match[0]);
    });
    stream.on("end", () => reject(new Error(`the output ended before ${pattern}: ${text}`)));
  });
}
