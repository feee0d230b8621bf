/** The root README: its code and its commands run, and its picture is a frame of the dashboard. */
import { spawnSync } from "node:child_process";
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { main, start, temporaryFolder, waitForOutput, epochal } from "./program.ts";

const root = new URL("../../../", import.meta.url).pathname;
const readme = readFileSync(`${root}README.md`, "utf8");

/** All code blocks in a language. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g"))].map(([, text]) => text!);
}

/** The arguments after `npm start --` in the README's command lines. */
const commands = blocks("sh").flatMap((block) => [...block.matchAll(/^npm start -- (.*)$/gm)].map(([, args]) => args!));

test.each(blocks("ts"))("the README's code runs as it stands: %s", (code) => {
  // In the examples' folder Node finds the packages.
  const options = { cwd: `${root}apps/examples`, input: code, encoding: "utf8" } as const;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module-typescript", "-"], options);
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  expect(stdout.trimEnd().split("\n").length).toBeGreaterThan(5);
});

test("the README's commands run without an error", () => {
  const cwd = temporaryFolder();
  symlinkSync(join(root, "apps"), join(cwd, "apps"));
  const ending = commands.filter((command) => !/^(serve|watch)/.test(command));
  expect(ending.length).toBeGreaterThan(2);
  for (const command of ending) {
    const { status, stdout } = spawnSync(process.execPath, [main, ...command.split(" ")], { cwd, encoding: "utf8" });
    expect({ command, status }).toEqual({ command, status: 0 });
    expect(stdout).not.toBe("");
  }
});

test("the README's `serve` and `watch` work together", async () => {
  const [serve, watch] = ["serve", "watch"].map((name) => commands.find((command) => command.startsWith(name))!);
  // On a free port and at full speed.
  const server = start(...serve!.replace("8080", "0").split(" "), "--speed", "0");
  const url = await waitForOutput(server.child.stderr, /(ws:\/\/\S+) /);
  const { stdout } = await epochal(...watch!.replace("ws://localhost:8080", url).split(" "));
  expect(stdout).toMatch(/completed 1000 epochs\n$/);
  server.child.kill("SIGTERM");
  await server.ended;
});

test("the README's lines of the notebook are what the command prints", async () => {
  expect(blocks("text")[1]).toBe((await epochal()).stdout);
});

test("the README's picture is a golden frame of the dashboard", () => {
  const frame = readFileSync(`${root}apps/dashboard/test/frames/line-80x24.txt`, "utf8");
  expect(blocks("text")[0]!.trimEnd()).toBe(frame.trimEnd());
});
