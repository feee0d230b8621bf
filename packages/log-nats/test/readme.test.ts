/** Runs the README's code unchanged, except for the address of the server, and compares its output. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { natsServer, natsServerForTest } from "./nats-server.ts";

const folder = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(`${folder}README.md`, "utf8");

describe.skipIf(natsServer === "")("on a real nats-server", () => {
  test("the README's code runs and prints what the README says", async () => {
    const { url } = await natsServerForTest();
    const [, program = "", printed = ""] = /```ts\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/.exec(readme) ?? [];
    expect(program).toContain("nats://127.0.0.1:4222");
    const input = program.replaceAll("nats://127.0.0.1:4222", url);
    // Some versions of Node warn that type stripping is experimental.
    const env = { ...process.env, NODE_OPTIONS: "--disable-warning=ExperimentalWarning" };
    const options = { cwd: folder, input, encoding: "utf8", env } as const;
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module-typescript", "-"], options);
    expect({ stdout, stderr, status }).toEqual({ stdout: printed, stderr: "", status: 0 });
  });
});
