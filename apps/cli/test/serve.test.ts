import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { epochal, main, start, temporaryFolder, untilSaid } from "./program.ts";

describe("epochal serve with a store", () => {
  test("has it for itself: a second one is told so in one line", async () => {
    const store = join(temporaryFolder(), "runs.db");
    const server = start("serve", "--port", "0", "--store", store);
    await untilSaid(server.child.stderr, /(ws:\/\/\S+?);/);
    const second = await epochal("serve", "--port", "0", "--store", store);
    expect(second).toEqual({
      stdout: "",
      stderr: `epochal: openLog: expected a store that no other process has open, got ${store}: stop the other server, or choose another file\n`,
      exitCode: 2,
    });
    server.child.kill("SIGTERM");
    expect((await server.ended).exitCode).toBe(0);
  });

  test("ends with one line when there is no more room for what the run tells", async () => {
    const store = join(temporaryFolder(), "runs.db");
    // So many blocks of 512 or 1024 bytes a file of this process may have; a new store has 24 KiB.
    const script = 'ulimit -f 80; exec "$0" "$@"';
    const args = ["-c", script, process.execPath, main, "serve", "--port", "0", "--speed", "0", "--store", store];
    const child = spawn("/bin/sh", args, {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, NO_COLOR: "1" },
    });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const exitCode = await new Promise((resolve) => child.on("close", resolve));
    expect(stderr.trimEnd().split("\n").at(-1)).toMatch(
      /^epochal: log\.append: expected the store at \S+ to be writable, got: (disk I\/O error|database or disk is full)$/,
    );
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(exitCode).toBe(1);
  });

  test("that dies is missed by its watchers, who say so, come back when it does, and tell that the run was interrupted", async () => {
    const store = join(temporaryFolder(), "runs.db");
    const first = start("serve", "--port", "0", "--store", store);
    const url = await untilSaid(first.child.stderr, /(ws:\/\/\S+?);/);
    const watcher = start("watch", url, "--every", "10");
    await untilSaid(watcher.child.stdout, /Epoch 20,/);
    first.child.kill("SIGKILL");
    await untilSaid(watcher.child.stderr, /the connection is lost; trying again/);
    const second = start("serve", "--port", new URL(url).port, "--store", store);
    const { stdout, stderr, exitCode } = await watcher.ended;
    expect(stderr).toBe(
      `epochal: the connection is lost; trying again …
epochal: connected again
epochal: the run was interrupted: its process ended before it did
`,
    );
    expect(exitCode).toBe(1);
    const epochs = stdout
      .trimEnd()
      .split("\n")
      .map((line) => Number(/Epoch (\d+)/.exec(line)?.[1]));
    expect(epochs).toEqual([1, ...Array.from({ length: epochs.length - 1 }, (_, i) => 10 * (i + 1))]);
    second.child.kill("SIGTERM");
    expect((await second.ended).exitCode).toBe(0);
  });

  test("closes it also when it is asked to end twice, and a watcher holds on", async () => {
    const store = join(temporaryFolder(), "runs.db");
    const server = start("serve", "--port", "0", "--store", store);
    const url = new URL(await untilSaid(server.child.stderr, /(ws:\/\/\S+?);/));
    const watcher = connect({ port: Number(url.port), host: "127.0.0.1", allowHalfOpen: true });
    watcher.on("error", () => {});
    watcher.setEncoding("latin1");
    watcher.write(
      "GET /v1 HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    );
    await untilSaid(watcher, /"hello"/);
    server.child.kill("SIGTERM");
    await untilSaid(watcher, /the server is going away/);
    server.child.kill("SIGTERM");
    server.child.kill("SIGINT");
    expect(await server.ended).toMatchObject({ exitCode: 0 });
    // SQLite folds its log into the file when that is closed.
    expect(readFileSync(store).subarray(0, 15).toString()).toBe("SQLite format 3");
    expect(existsSync(`${store}-wal`)).toBe(false);
  });

  test.each([
    ["--token", /serve: expected a token of at least one character, got ""/],
    ["--store", /openLog: expected a file or :memory:, got ""/],
  ])("refuses an empty %s", async (option, line) => {
    const { stderr, exitCode } = await epochal("serve", "--port", "0", option, "");
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(exitCode).toBe(2);
  });
});
