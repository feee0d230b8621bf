/** The commands of the Dockerfile and of the systemd unit work on a machine that has no store yet, and on the next start. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const file = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const main = file("../cli/dist/main.js");

const dockerfile = readFileSync(file("service/Dockerfile"), "utf8");
const unit = readFileSync(file("service/epochal.service"), "utf8");
const commands: Record<string, readonly string[]> = {
  Dockerfile: JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)![1]!) as string[],
  "epochal.service": /^ExecStart=\S+ \S+ (.*)$/m.exec(unit)![1]!.split(" "),
};

/** Starts the command with a store of its own on a free port; stops it when it serves. Resolves to its notes and its exit code. */
async function startAndStop(args: readonly string[], folder: string) {
  const here = args.map((arg) => (arg.endsWith("runs.db") ? join(folder, "runs.db") : arg === "8080" ? "0" : arg));
  const env = { ...process.env, EPOCHAL_TOKEN: "0123456789abcdef" };
  const child = spawn(process.execPath, [main, ...here], { env, stdio: ["ignore", "ignore", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let notes = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    notes += text;
    if (/serving runs/.test(notes)) child.kill("SIGTERM");
  });
  const exitCode = await new Promise((resolve) => child.once("close", resolve));
  return { notes, exitCode };
}

test.each(Object.keys(commands))("%s starts without a store, and again with it", async (name) => {
  const folder = mkdtempSync(join(tmpdir(), "epochal-service-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const first = await startAndStop(commands[name]!, folder);
  expect([first.exitCode, first.notes]).toEqual([0, expect.stringMatching(/nothing to resume in .*: it is new/)]);
  const second = await startAndStop(commands[name]!, folder);
  expect([second.exitCode, second.notes]).toEqual([
    0,
    expect.stringMatching(/nothing to resume in .*: it has no runs yet/),
  ]);
});
