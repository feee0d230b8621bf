import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { epochal, main, start, temporaryFolder, waitForOutput } from "./harness/program.ts";

const certificates = fileURLToPath(new URL("../../server/test/certificates/", import.meta.url));

describe("epochal serve with a store", () => {
  test("locks the store: a second server is rejected in one line", async () => {
    const store = join(temporaryFolder(), "runs.db");
    const server = start("serve", "--port", "0", "--store", store);
    await waitForOutput(server.child.stderr, /(ws:\/\/\S+) /);
    const second = await epochal("serve", "--port", "0", "--store", store);
    expect(second).toEqual({
      stdout: "",
      stderr: `epochal: expected a store that no other process has open, got ${store}: stop the other server, or choose another file\n`,
      exitCode: 2,
    });
    server.child.kill("SIGTERM");
    expect((await server.ended).exitCode).toBe(0);
  });

  test("prints one line if the store is full, and continues to show stored runs", async () => {
    const store = join(temporaryFolder(), "runs.db");
    // The limit of a file's size in blocks of 512 or 1024 bytes: far less than these epochs need.
    const script = 'ulimit -f 300; exec "$0" "$@"';
    const endless = ["--epochs", "10000000", "--speed", "2000"];
    const args = ["-c", script, process.execPath, main, "serve", "--port", "0", ...endless, "--store", store];
    const child = spawn("/bin/sh", args, {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, NO_COLOR: "1" },
    });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const ended = new Promise((resolve) => child.on("close", resolve));
    const full =
      /(disk I\/O error: check the disk|database or disk is full: free some space).* what was stored is kept/;
    await waitForOutput(child.stderr, full);
    const url = /ws:(\/\/[^\s]+) /.exec(stderr)![1]!;
    const get = async (path: string) => (await fetch(`http:${url}/${path}`)).status;
    expect([await get("healthz"), await get("v1/runs/latest/events")]).toEqual([200, 200]);
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(stderr).not.toMatch(/\n\s+at /);
    const { stdout } = await epochal("runs", "list", store, "--json");
    const [stored] = JSON.parse(stdout) as { status: string; head: number }[];
    expect(stored).toMatchObject({ status: "interrupted" });
    expect(stored!.head).toBeGreaterThan(0);
  });

  test("reports a deleted store to health checks, and ends with exit code 1", async () => {
    const store = join(temporaryFolder(), "runs.db");
    const server = start(
      "serve",
      "--port",
      "0",
      "--store",
      store,
      "--no-supervise",
      "--speed",
      "1000",
      "--epochs",
      "10000000",
    );
    const url = await waitForOutput(server.child.stderr, /ws:(\/\/\S+) /);
    const lost = waitForOutput(server.child.stderr, /its file was deleted, moved or replaced.*no run can start/);
    rmSync(store);
    await lost;
    const get = async (path: string) => (await fetch(`http:${url}/${path}`)).status;
    expect([await get("healthz"), await get("readyz")]).toEqual([503, 503]);
    server.child.kill("SIGTERM");
    expect((await server.ended).exitCode).toBe(1);
  });

  test("viewers of a server that dies report it, reconnect, and report that the run was interrupted", async () => {
    const store = join(temporaryFolder(), "runs.db");
    const first = start("serve", "--port", "0", "--store", store);
    const url = await waitForOutput(first.child.stderr, /(ws:\/\/\S+) /);
    const watcher = start("watch", url, "--every", "10");
    await waitForOutput(watcher.child.stdout, /Epoch 20,/);
    first.child.kill("SIGKILL");
    await waitForOutput(watcher.child.stderr, /connection lost, reconnecting/);
    const second = start("serve", "--port", new URL(url).port, "--store", store);
    const { stdout, stderr, exitCode } = await watcher.ended;
    expect(stderr).toBe(
      `epochal: connection lost, reconnecting …
epochal: connected again
epochal: the run was interrupted: its server stopped before the run had ended
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

  test("closes the store even after a second signal and with a viewer that does not close its connection", async () => {
    const store = join(temporaryFolder(), "runs.db");
    const server = start("serve", "--port", "0", "--store", store);
    const url = new URL(await waitForOutput(server.child.stderr, /(ws:\/\/\S+) /));
    const watcher = connect({ port: Number(url.port), host: "127.0.0.1", allowHalfOpen: true });
    watcher.on("error", () => {});
    watcher.setEncoding("latin1");
    watcher.write(
      "GET /v1 HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    );
    await waitForOutput(watcher, /"hello"/);
    server.child.kill("SIGTERM");
    await waitForOutput(watcher, /the server is shutting down/);
    server.child.kill("SIGTERM");
    server.child.kill("SIGINT");
    expect(await server.ended).toMatchObject({ exitCode: 0 });
    // SQLite merges its write-ahead log into the file when it is closed.
    expect(readFileSync(store).subarray(0, 15).toString()).toBe("SQLite format 3");
    expect(existsSync(`${store}-wal`)).toBe(false);
  });

  test("with a certificate is watched by clients that trust it, and logs lines of JSON without the token", async () => {
    const folder = fileURLToPath(new URL("../../server/test/certificates/", import.meta.url));
    const [cert, key] = [`${folder}test-only-server-cert.pem`, `${folder}test-only-server-key.pem`];
    const options = ["--tls-cert", cert, "--tls-key", key, "--log-level", "info"];
    const training = ["--epochs", "20", "--speed", "0"];
    const server = start("serve", "--port", "0", "--token", "not-for-logs", ...options, ...training);
    const url = await waitForOutput(server.child.stderr, /(wss:\/\/\S+) /);
    const watch = ["watch", url, "--token", "not-for-logs", "--every", "10"];
    // An authority holds for a whole process.
    const [trusting, other] = await Promise.all([start(...watch, "--ca", cert).ended, start(...watch).ended]);
    expect([trusting.exitCode, other.exitCode]).toEqual([0, 1]);
    expect(trusting.stdout).toContain("Epoch 20, ");
    expect(other.stderr).toMatch(/expected an epochal server at wss:.* with a trusted certificate, got \w+: /);
    server.child.kill("SIGTERM");
    const { stderr, exitCode } = await server.ended;
    expect(exitCode).toBe(0);
    expect(stderr).not.toContain("not-for-logs");
    const lines = stderr.split("\n").filter((line) => line.startsWith("{"));
    const written = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(written.map(({ msg }) => msg)).toEqual(
      expect.arrayContaining(["listening", "run started", "connection opened", "connection closed", "closed"]),
    );
    for (const { level, time } of written) {
      expect([level, time]).toEqual(["info", expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)]);
    }
    // Notes for the user are printed as usual.
    expect(stderr).toMatch(/^epochal: serving run-\S+ \(notebook\) at wss:/m);
  });

  test.each([["--no-supervise"], ["--supervise"]])(
    "reads a renewed certificate after SIGHUP, with %s",
    async (supervise) => {
      const folder = temporaryFolder();
      const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
      const copy = (certName: string, keyName: string) => {
        copyFileSync(`${certificates}test-only-${certName}.pem`, cert);
        copyFileSync(`${certificates}test-only-${keyName}.pem`, key);
      };
      copy("server-cert", "server-key");
      const options = [
        "--port",
        "0",
        "--store",
        join(folder, "runs.db"),
        "--wait",
        "--token",
        "t",
        "--log-level",
        "info",
      ];
      const server = start("serve", ...options, "--tls-cert", cert, "--tls-key", key, supervise);
      await waitForOutput(server.child.stderr, /(wss:\/\/\S+) /);
      for (const [name, output] of [
        ["server-key", /the certificate was not renewed: .* got the key of another certificate/],
        ["other-key", /certificate reloaded/],
      ] as const) {
        copy("renewed-cert", name);
        const reported = waitForOutput(server.child.stderr, output);
        server.child.kill("SIGHUP");
        await reported;
      }
      server.child.kill("SIGTERM");
      expect((await server.ended).exitCode).toBe(0);
    },
  );

  test.each([["--no-supervise"], ["--supervise"]])(
    "SIGHUP while it starts ends nothing, with %s",
    async (supervise) => {
      const folder = temporaryFolder();
      const [store, token] = [join(folder, "runs.db"), join(folder, "token")];
      execFileSync("mkfifo", [token]);
      const tls = [
        "--tls-cert",
        `${certificates}test-only-server-cert.pem`,
        "--tls-key",
        `${certificates}test-only-server-key.pem`,
      ];
      const options = ["--port", "0", "--store", store, "--wait", "--log-level", "info", supervise];
      const server = start("serve", ...options, "--token-file", token, ...tls);
      const reloaded = waitForOutput(server.child.stderr, /certificate reloaded/);
      // Is open when the server reads the token, and waits for it.
      const writer = await open(token, "w");
      server.child.kill("SIGHUP");
      await writer.writeFile("a-token-of-16-characters");
      await writer.close();
      await reloaded;
      server.child.kill("SIGTERM");
      expect((await server.ended).exitCode).toBe(0);
    },
  );

  test.each([
    [["--tls-cert", "cert.pem"], /^epochal: --tls-cert needs --tls-key: /],
    [["--tls-cert", "/nowhere", "--tls-key", "/nowhere"], /^epochal: \/nowhere: no such file: /],
    [["--tls-cert", main, "--tls-key", main], /^epochal: serve: expected a certificate in PEM, got something else\n$/],
  ])("rejects %j in one line", async (options, line) => {
    const { stderr, exitCode } = await epochal("serve", "--port", "0", ...options);
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(exitCode).toBe(2);
  });

  test.each([
    [
      "is a text",
      (store: string) => writeFileSync(store, "Dear diary,\n".repeat(100)),
      2,
      /file is not a database: choose another file$/,
    ],
    [
      "is of a newer epochal",
      (store: string) => execute(store, "PRAGMA user_version = 99"),
      2,
      /got version 99: a newer epochal wrote it, and can read it$/,
    ],
    [
      "lies below a file",
      (store: string) => writeFileSync(dirname(store), ""),
      2,
      /unable to open database file: create its folder and allow writing to it, or choose another path$/,
    ],
    [
      "is damaged",
      (store: string) => {
        execute(store, "PRAGMA user_version = 4; CREATE TABLE runs (id)");
        // Everything after the header is noise.
        writeFileSync(store, readFileSync(store).fill(0xa5, 100));
      },
      1,
      /database disk image is malformed: it is damaged: make a copy, /,
    ],
  ])(
    "reports in one line that a store that %s cannot be used, and does not change it",
    async (what, make, code, line) => {
      const folder = temporaryFolder();
      const store = join(folder, ...(what === "lies below a file" ? ["file", "runs.db"] : ["runs.db"]));
      make(store);
      const before = existsSync(store) && readFileSync(store);
      const { stderr, exitCode } = await epochal("serve", "--port", "0", "--store", store);
      expect(stderr.trimEnd()).toMatch(line);
      expect(stderr).toMatch(/^epochal: expected .* got[ :].*\n$/);
      expect(exitCode).toBe(code);
      expect(existsSync(store) && readFileSync(store)).toEqual(before);
    },
  );

  test.each([
    ["without a certificate", "PEM", /: no certificate in PEM format in this file\n$/],
    [
      "with a broken certificate",
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
      /: the certificates cannot be used: .*\n$/,
    ],
  ])("rejects --ca with a file %s in one line", async (_, text, line) => {
    const file = join(temporaryFolder(), "ca.pem");
    writeFileSync(file, text);
    const { stderr, exitCode } = await epochal("watch", "wss://localhost:1", "--ca", file);
    expect(stderr).toMatch(line);
    expect([stderr.trimEnd().split("\n").length, exitCode]).toEqual([1, 2]);
  });

  test.each([
    ["--token", /serve: expected a token of visible ASCII characters without blanks/],
    ["--store", /^epochal: expected a file or :memory:, got ""/],
  ])("rejects an empty %s", async (option, line) => {
    const { stderr, exitCode } = await epochal("serve", "--port", "0", option, "");
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(exitCode).toBe(2);
  });
});

function execute(store: string, sql: string): void {
  const database = new DatabaseSync(store);
  database.exec(sql);
  database.close();
}

describe("epochal serve and watch", () => {
  test("show the same run to two viewers; a second server cannot use the port", async () => {
    const server = start("serve", "--port", "0", "--speed", "1000");
    const url = await waitForOutput(server.child.stderr, /(ws:\/\/\S+) /);
    const [first, second] = await Promise.all([
      epochal("watch", url, "--every", "250"),
      epochal("watch", url, "--every", "250"),
    ]);
    expect(first).toEqual({ stdout: second.stdout, stderr: "", exitCode: 0 });
    expect(first.stdout).toBe(
      `Epoch 1, Loss: 41.5494
Epoch 250, Loss: 0.0320
Epoch 500, Loss: 0.0133
Epoch 750, Loss: 0.0097
Epoch 1000, Loss: 0.0090
finished: 1000 epochs
`,
    );
    const taken = await epochal("serve", "--port", new URL(url).port);
    expect(taken.stderr).toMatch(
      /^epochal: serve: cannot listen on 127\.0\.0\.1:\d+: the port is in use; choose another one/,
    );
    expect(taken.exitCode).toBe(2);
    server.child.kill("SIGINT");
    expect((await server.ended).exitCode).toBe(0);
  });
});
