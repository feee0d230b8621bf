/** `--nats` with a real nats-server: a run is recorded, read, served and continued by different processes. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunRecord } from "@epochal/log";
import { openNatsLog } from "@epochal/log-nats";
import {
  clearNats,
  natsServer,
  natsServerForTest,
  startNatsServer,
  type NatsServer,
} from "@epochal/log-nats/test-server";
import { cars, epochal, start, temporaryFolder, waitForOutput, type Ended } from "./harness/program.ts";

/** A server on the NATS server at an address; resolves when it listens. */
async function serve(address: string, ...args: string[]) {
  const server = start("serve", "--port", "0", "--nats", address, ...args);
  const url = await waitForOutput(server.child.stderr, /(ws:\/\/\S+) /);
  return { ...server, url };
}

type Listed = Pick<RunRecord, "id" | "parent" | "status" | "epoch">;

async function list(address: string): Promise<Listed[]> {
  return JSON.parse((await epochal("runs", "list", address, "--json")).stdout) as Listed[];
}

/** The newest run, as a process sees it that opens the log now. */
async function newestAt(address: string): Promise<Listed | undefined> {
  const reader = await openNatsLog(address, { isReader: true });
  const [newest] = reader.runs();
  await reader.close();
  return newest;
}

/** The result without the notes about a table, which precede the error. */
const errorOf = ({ stderr, ...ended }: Ended) => ({ ...ended, stderr: stderr.slice(stderr.lastIndexOf("epochal: ")) });

const TRAIN = ["train", cars, "--target", "mpg", "--hidden", "4"];

describe.skipIf(natsServer === "")("on a real nats-server", () => {
  let nats: NatsServer;
  beforeAll(async () => {
    nats = await startNatsServer();
  });
  afterAll(() => nats.close());

  test("a run that is recorded with --nats is listed, shown, exported, replayed, compared, verified and reported", async () => {
    const trained = await epochal(...TRAIN, "--epochs", "3", "--nats", nats.url);
    expect(trained.exitCode).toBe(0);
    expect(trained.stderr).toContain(`recorded in ${nats.url}; to see it again: epochal replay ${nats.url}\n`);
    const [run] = await list(nats.url);
    expect(run).toMatchObject({ name: "cars.csv", status: "finished", epoch: 3 });
    const report = join(temporaryFolder(), "report.html");
    const ended = await Promise.all([
      epochal("runs", "show", nats.url),
      epochal("runs", "export", nats.url, "--format", "csv"),
      epochal("replay", nats.url, "--every", "1"),
      epochal("compare", nats.url),
      epochal("verify", nats.url),
      epochal("report", nats.url, "--output", report),
    ]);
    expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0, 0]);
    const [shown, exported, replayed, compared, verified] = ended.map(({ stdout }) => stdout);
    expect(shown).toMatch(new RegExp(`^run +${run!.id}\n`));
    expect(exported!.trimEnd().split("\n")).toHaveLength(4);
    // The lines of the training are those of its replay.
    const lines = (text: string) => text.split("\n").filter((line) => line.startsWith("Epoch "));
    expect(lines(replayed!)).toEqual(lines(trained.stdout));
    expect(lines(replayed!)).toHaveLength(3);
    expect(compared).toContain("cars.csv");
    expect(verified).toMatch(new RegExp(`^${run!.id}: identical to the last bit: 3 epochs, `));
    expect(existsSync(report)).toBe(true);
  });

  test("a run of one server is watched at another, and continued by a third after its server has stopped", async () => {
    // Slow enough to be stopped in time.
    const first = await serve(nats.url, "--epochs", "20000", "--speed", "100");
    const second = await serve(nats.url, "--wait");
    const [run] = await list(nats.url);
    const early = await epochal("serve", "--port", "0", "--nats", nats.url, "--resume", "latest");
    expect(early).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/ is not \(running\); if its process has died, try again in 10 s\n$/),
    });
    const watcher = start("watch", second.url, run!.id, "--every", "10");
    await waitForOutput(watcher.child.stdout, /Epoch 20,/);
    first.child.kill("SIGTERM");
    expect((await first.ended).exitCode).toBe(0);
    expect((await watcher.ended).stderr).toContain(
      "the run was interrupted: its server stopped before the run had ended",
    );
    const shown = await epochal("runs", "show", nats.url, run!.id);
    expect(shown.stdout).toContain(`epochal serve --nats ${nats.url} --resume ${run!.id}`);

    const third = await serve(nats.url, "--resume", "latest", "--speed", "0");
    const watched = await epochal("watch", second.url, "--every", "10000");
    expect(watched.stdout).toMatch(/finished: 20000 epochs\n$/);
    for (const { child } of [second, third]) child.kill("SIGTERM");
    const [ofSecond, ofThird] = await Promise.all([second.ended, third.ended]);
    expect([ofSecond.exitCode, ofThird.exitCode]).toEqual([0, 0]);
    expect(ofThird.stderr).toMatch(
      new RegExp(`run-[\\w-]+ continues ${run!.id}, which was interrupted in epoch \\d+ of 20000`),
    );
    expect((await list(nats.url))[0]).toMatchObject({ parent: run!.id, status: "finished" });
    expect((await epochal("verify", nats.url)).stdout).toContain(": identical to the last bit: ");
    const [last] = await list(nats.url);
    const again = await epochal("serve", "--port", "0", "--nats", nats.url, "--resume", last!.id);
    expect(again.stderr).toMatch(
      /^epochal: nats:\S+: only an interrupted run can be resumed, and \S+ is not \(finished: completed\)\n$/,
    );
    expect(again.exitCode).toBe(2);
  });

  test("`serve --resume latest` continues the run of a server that was killed, as soon as its lease is over", async () => {
    const { url } = await natsServerForTest();
    // The first process decides how long leases live.
    await (await openNatsLog(url, { leaseMs: 2000 })).close();
    // Slow enough to be killed in time.
    const first = await serve(url, "--epochs", "20000", "--speed", "100");
    await expect.poll(async () => (await newestAt(url))?.epoch).toBeGreaterThan(20);
    first.child.kill("SIGKILL");
    await expect.poll(async () => (await newestAt(url))?.status).toBe("interrupted");

    const second = await serve(url, "--resume", "latest", "--speed", "0");
    expect((await epochal("watch", second.url)).stdout).toMatch(/finished: 20000 epochs\n$/);
    second.child.kill("SIGTERM");
    const { stderr, exitCode } = await second.ended;
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^epochal: the process of \S+ was lost: waiting until its lease has expired, about 2 s …\n/);
    expect((await epochal("verify", url)).stdout).toContain(": identical to the last bit: ");
  });

  test.each(["epochal", "KV_epochal-keys", "OBJ_epochal-objects"])(
    "a server ends in one line if %s is deleted under it",
    async (name) => {
      const { url } = await natsServerForTest();
      // The first process decides how often processes look.
      await (await openNatsLog(url, { leaseMs: 2000 })).close();
      const server = await serve(url, "--wait");
      await clearNats(url, [name]);
      const { stderr, exitCode } = await server.ended;
      const lines = stderr.split("\n").filter((line) => line.includes("another program"));
      expect([lines, exitCode]).toEqual([
        [`epochal: log: another program has deleted the stream "${name}" at ${url}: start this command again`],
        1,
      ]);
    },
  );

  test("wrong credentials are one line without the password, for each command; right ones are accepted", async () => {
    const { url } = await natsServerForTest('authorization { user: "me", password: "secret" }');
    const [wrong, right] = ["wrong", "secret"].map((password) => url.replace("//", `//me:${password}@`));
    const ended = await Promise.all([
      epochal("runs", "list", wrong!),
      epochal("replay", wrong!),
      epochal("train", cars, "--target", "mpg", "--nats", wrong!),
      epochal("serve", "--port", "0", "--nats", url),
      epochal("work", "--nats", wrong!),
      epochal("workers", wrong!),
      epochal("search", "--data", "sine", "--nats", wrong!),
    ]);
    const stderr = `epochal: ${url} refuses these credentials (authorization violation): give valid ones in the address, as nats://user:password@host, or with --nats-creds\n`;
    expect(ended.map(errorOf)).toEqual(ended.map(() => ({ stdout: "", stderr, exitCode: 2 })));
    // Nothing is stored yet, which is no matter of the credentials.
    expect(await epochal("runs", "list", right!)).toEqual({
      stdout: "",
      stderr: `epochal: ${url} has no runs: there is no stream "epochal"\n`,
      exitCode: 2,
    });
  });

  test("the password of an address is never printed", async () => {
    const { url } = await natsServerForTest('authorization { user: "me", password: "secret" }');
    const address = url.replace("//", "//me:secret@");
    const trained = await epochal(...TRAIN, "--epochs", "1", "--nats", address);
    expect(trained.stderr).toContain(`recorded in ${url}; to see it again: epochal replay ${url}\n`);
    const ended = await Promise.all([
      epochal("replay", address, "--print"),
      epochal("verify", address, "no-such-run"),
      epochal("serve", "--port", "0", "--nats", address, "--resume", "no-such-run"),
      epochal("runs", "delete", address, "latest"),
    ]);
    expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 2, 2, 2]);
    for (const { stdout, stderr } of [trained, ...ended]) {
      expect(stdout + stderr).toContain(url);
      expect(stdout + stderr).not.toContain("secret");
    }
  });
});

/** Nothing listens on port 1 of this machine. */
const NOWHERE = "nats://127.0.0.1:1";

test("an address without a NATS server is one line, for each command", async () => {
  const commands = [
    ["runs", "list", NOWHERE],
    ["verify", NOWHERE],
    ["report", NOWHERE, "--output", "report.html"],
    ["train", cars, "--target", "mpg", "--nats", NOWHERE],
    ["serve", "--port", "0", "--nats", NOWHERE],
    ["serve", "--port", "0", "--nats", NOWHERE, "--resume", "latest"],
    ["work", "--nats", NOWHERE],
    ["workers", NOWHERE],
    ["search", "--data", "sine", "--nats", NOWHERE],
  ];
  const ended = await Promise.all(commands.map((args) => epochal(...args)));
  const stderr = `epochal: no NATS server at ${NOWHERE} (connection refused): start one with \`nats-server -js\`, or correct the address\n`;
  expect(ended.map(errorOf)).toEqual(ended.map(() => ({ stdout: "", stderr, exitCode: 2 })));
});

const train = ["train", cars, "--target", "mpg", "--epochs", "1"];
const certificate = join(import.meta.dirname, "nats.test.ts");
test.each([
  [
    [...train, "--store", "runs.db", "--nats", NOWHERE],
    "option '--nats <address>' cannot be used with option '--store <file>'",
  ],
  [
    ["serve", "--store", "runs.db", "--nats", NOWHERE],
    "option '--nats <address>' cannot be used with option '--store <file>'",
  ],
  [
    ["search", "--data", "sine", "--store", "runs.db", "--nats", NOWHERE],
    "option '--nats <address>' cannot be used with option '--store <file>'",
  ],
  [["serve", "--supervise", "--nats", NOWHERE], "option '--nats <address>' cannot be used with option '--supervise'"],
  [[...train, "--nats", "host:4222"], 'expected an address such as nats://host:4222, got "host:4222"'],
  [["runs", "list", NOWHERE, "--nats-creds", "none.creds"], "none.creds: no such file: check the path"],
  [["report", NOWHERE, "-o", "r.html", "--nats-creds", "none.creds"], "none.creds: no such file: check the path"],
  [
    ["verify", NOWHERE, "--nats-tls-cert", certificate],
    "--nats-tls-cert and --nats-tls-key go together: name both files",
  ],
  [
    ["runs", "delete", NOWHERE, "latest"],
    `${NOWHERE}: single runs are deleted from files only: \`serve --nats\` deletes old runs with --keep-days`,
  ],
])("wrong use is one line: epochal %j", async (args, line) => {
  expect(errorOf(await epochal(...args))).toEqual({ stdout: "", stderr: `epochal: ${line}\n`, exitCode: 2 });
});
