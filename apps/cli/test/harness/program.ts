import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

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

/** Runs `epochal` to its end. */
export function epochal(...args: string[]): Promise<Ended> {
  return start(...args).ended;
}

/** A folder that is deleted after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "epochal-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Waits for output that matches; resolves to the first group, or the match. */
export function waitForOutput(stream: NodeJS.ReadableStream, pattern: RegExp): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    stream.on("data", (more: string) => {
      text += more;
      const match = pattern.exec(text);
      if (match) resolve(match[1] ?? match[0]);
    });
  });
}
