import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { notebook } from "@epochal/data";
import { openLog } from "@epochal/log";
import { describe, expect, test } from "vitest";
import { copyRuns } from "../src/runs/copy-runs.ts";
import type { SignalHandler, Terminal } from "../src/terminal.ts";
import { ENDLESS, epochal, examples, main, start, temporaryFolder, waitForOutput } from "./harness/program.ts";

const newStore = () => join(temporaryFolder(), "runs.db");

/** Starts a server with a store; resolves when it listens. */
async function serve(store: string, ...args: string[]) {
  const server = start("serve", "--port", "0", "--store", store, ...args);
  const [run, url] = await Promise.all([
    waitForOutput(server.child.stderr, /serving (\S+)/),
    waitForOutput(server.child.stderr, /(ws:\/\/\S+) /),
  ]);
  return { ...server, run, url };
}

type Server = Awaited<ReturnType<typeof serve>>;

/** All events of the server's run, until its end. */
async function watch({ url, run }: Server): Promise<string> {
  return (await epochal("watch", url, run, "--format", "ndjson")).stdout;
}

async function stop({ child, ended }: Server): Promise<void> {
  child.kill("SIGTERM");
  await ended;
}

/** Every line of JSON. */
function parseLines(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

interface Listed {
  readonly id: string;
  readonly parent?: string;
  readonly status: string;
  readonly reason?: string;
  readonly head: number;
  readonly epoch: number;
  readonly bytes: number;
}

async function list(store: string): Promise<Listed[]> {
  return JSON.parse((await epochal("runs", "list", store, "--json")).stdout) as Listed[];
}

describe("epochal runs", () => {
  test("lists, shows and exports stored runs while the server runs", async () => {
    const store = newStore();
    const server = await serve(store, "--speed", "0");
    const watched = await watch(server);
    const [run] = await list(store);
    const events = parseLines(watched);
    expect(run).toMatchObject({
      id: server.run,
      status: "finished",
      reason: "completed",
      epoch: 1000,
      head: events.length,
    });

    const table = (await epochal("runs", "list", store)).stdout.trimEnd().split("\n");
    expect(table[1]).toMatch(
      new RegExp(
        `^${server.run}  notebook  completed  1000/1000  y +0\\.01 +42 +[\\d.]+  rmse [\\d.]+ train +[\\d.]+ KB  `,
      ),
    );
    const shown = (await epochal("runs", "show", store)).stdout;
    expect(shown).toContain("status       finished: completed\nepochs       1000 of 1000\n");
    const full = JSON.parse((await epochal("runs", "show", store, server.run, "--json")).stdout) as object;
    expect(full).toMatchObject({ ...run, spec: { epochs: 1000, loss: "meanSquaredError" } });

    const exported = await epochal("runs", "export", store, server.run);
    expect([exported.stderr, exported.exitCode]).toEqual(["", 0]);
    expect(parseLines(exported.stdout)).toEqual(parseLines(watched));
    const { stdout } = await epochal("runs", "export", store, "latest", "--format", "csv");
    const epochs = events.filter(({ type }) => type === "epoch");
    const report = await epochal("report", store, server.run);
    expect(report.stdout).toContain('<h1>y = 3x + 2 from 100 points</h1>\n<p class="lead">y: off by 0.073 on average');
    expect(stdout.split("\n").slice(1, -1)).toEqual(
      epochs.map(({ epoch, time, loss, learningRate, gradientNorm }) =>
        [epoch, time, loss, "", learningRate, gradientNorm].join(","),
      ),
    );
    await stop(server);
  });

  test("stops exporting with exit code 0 when the reader of the pipe is gone", async () => {
    const store = newStore();
    const server = await serve(store, "--speed", "0");
    await watch(server);
    const script = `"$0" "$1" runs export "$2" | head -1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", script, process.execPath, main, store], { encoding: "utf8" });
    const [first = "", exitCode] = stdout.split("\n");
    expect([JSON.parse(first), exitCode, stderr]).toEqual([expect.objectContaining({ type: "started" }), "0", ""]);
    await stop(server);
  });

  test("deletes runs that have ended, but not while a server uses the store", async () => {
    const store = newStore();
    const first = await serve(store, "--speed", "0");
    await watch(first);
    await stop(first);
    const edit = [
      "runs",
      "edit",
      store,
      "latest",
      "--name",
      "My run",
      "--tag",
      "good",
      "small",
      "--notes",
      "as a start",
    ];
    expect((await epochal(...edit)).stdout).toMatch(/My run .* good small\n$/);
    const second = await serve(store, "--speed", "1", "--on-end", 'echo "$EPOCHAL_RUN $EPOCHAL_OUTCOME"');
    const inUse = {
      stdout: "",
      stderr: `epochal: ${store}: another process has this store open, such as a server: stop it, then edit or delete its runs\n`,
      exitCode: 2,
    };
    expect(await epochal(...edit)).toEqual(inUse);
    expect((await epochal("runs", "list", store, "--tag", "good")).stdout).toContain(first.run);
    expect((await epochal("runs", "show", store, first.run)).stdout).toContain("notes        as a start\n");
    await expect.poll(async () => (await list(store)).map(({ id }) => id)).toContain(second.run);
    expect(await epochal("runs", "delete", store, second.run)).toEqual({
      stdout: "",
      stderr: `epochal: ${store}: ${second.run} is still running: stop it before you delete it\n`,
      exitCode: 2,
    });
    expect(await epochal("runs", "delete", store, first.run)).toEqual(inUse);
    await stop(second);

    const size = statSync(store).size;
    const { stderr, exitCode } = await epochal("runs", "delete", store, first.run, "latest", second.run);
    expect([stderr, exitCode]).toEqual([
      expect.stringMatching(new RegExp(`^epochal: deleted ${first.run}, ${second.run}: [\\d.]+ KB\n$`)),
      0,
    ]);
    expect(await epochal("runs", "list", store)).toEqual({
      stdout: "",
      stderr: `epochal: ${store}: no runs yet\n`,
      exitCode: 0,
    });
    expect(statSync(store).size).toBeLessThan(size);
  });

  test.each([
    [["list"], /^epochal: runs list: <store> is missing: epochal runs list <store>\n$/],
    [["list", "nothing.db"], /^epochal: expected a store at nothing.db, got nothing there\n$/],
    [["show", main], /^epochal: expected a store at .*, got: file is not a database: choose another file\n$/],
    [["delete", "runs.db"], /^epochal: runs delete: <run> is missing: epochal runs delete <store> <run...>\n$/],
    [["export", "runs.db", "latest", "--format", "xml"], /Allowed choices are ndjson, csv/],
    [["edit", "runs.db", "latest"], /^epochal: runs edit: say what to change: --name, --tag, --untag or --notes\n$/],
    [["drop"], /unknown command 'drop'/],
  ])("reports %j in one line", async (args, line) => {
    const { stdout, stderr, exitCode } = await epochal("runs", ...args);
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect([stdout, exitCode]).toEqual(["", 2]);
  });
});

describe("epochal runs list", () => {
  test("lists the runs of a server as those of its store, with the same options", async () => {
    const store = newStore();
    await epochal("--epochs", "3", "--store", store);
    await epochal("--epochs", "30", "--store", store);
    await epochal("runs", "edit", store, "latest", "--tag", "good", "late");
    const server = await serve(store, "--wait", "--token", "secret-for-runs");
    const url = server.url;
    const token = ["--token", "secret-for-runs"];
    for (const options of [
      ["--sort", "loss", "--reverse"],
      ["--sort", "epochs", "--limit", "1"],
      ["--tag", "good", "late"],
      ["--status", "running"],
      ["--name", "NOTE", "--target", "y", "--json"],
    ]) {
      const [stored, served] = [
        await epochal("runs", "list", store, ...options),
        await epochal("runs", "list", url, ...options, ...token),
      ];
      const text = ({ stdout, stderr }: typeof stored) =>
        `${stdout}${stderr}`.replaceAll(/,\n\s+"viewers": 0/g, "").replaceAll(url, store);
      expect(text(served)).toBe(text(stored));
    }
    const refused = await epochal("runs", "list", url);
    expect([refused.stderr, refused.exitCode]).toEqual([expect.stringContaining("wrong or missing token"), 2]);
    await stop(server);
  });
});

describe("epochal runs copy", () => {
  test("copies runs of a store that is served, and leaves those that are there or have not ended", async () => {
    const [from, to] = [newStore(), newStore()];
    const first = await serve(from, "--epochs", "30", "--speed", "0");
    await watch(first);
    await stop(first);
    await epochal("runs", "edit", from, first.run, "--name", "My run", "--tag", "good", "--notes", "as a start");
    await epochal("--epochs", "3", "--store", from);
    const [short] = await list(from);
    const second = await serve(from, ...ENDLESS);
    await expect.poll(async () => (await list(from)).map(({ id }) => id)).toContain(second.run);

    const { stdout, stderr, exitCode } = await epochal("runs", "copy", from, to);
    const [copiedShort, copiedFirst] = await list(to);
    const without = (run: Listed | undefined) => ({ ...run, log: undefined, bytes: undefined });
    expect([stdout, stderr.split("\n"), exitCode]).toEqual([
      "",
      [
        `epochal: ${second.run} is still running: left out; copy it when it has ended`,
        `epochal: copied ${first.run} (My run): ${copiedFirst!.head} events`,
        `epochal: copied ${short!.id} (notebook): ${copiedShort!.head} events`,
        "",
      ],
      0,
    ]);
    const [, storedShort, storedFirst] = await list(from);
    expect([copiedShort, copiedFirst].map(without)).toEqual([storedShort, storedFirst].map(without));
    const exported = async (store: string) => (await epochal("runs", "export", store, first.run)).stdout;
    expect(await exported(to)).toBe(await exported(from));
    expect((await epochal("verify", to, first.run)).exitCode).toBe(0);

    expect(await epochal("runs", "copy", from, to, first.run)).toEqual({
      stdout: "",
      stderr: `epochal: ${first.run} is in ${to} already: left as it is\n`,
      exitCode: 0,
    });
    const refused = await epochal("runs", "copy", to, from);
    expect([refused.stderr, refused.exitCode]).toEqual([
      expect.stringMatching(/^epochal: expected a store that no other process has open, .*\n$/),
      2,
    ]);
    const running = await epochal("runs", "copy", from, to, second.run);
    expect([running.stderr, running.exitCode]).toEqual([
      `epochal: ${from}: ${second.run} is still running: copy it when it has ended\n`,
      2,
    ]);
    await stop(second);
  });

  test("reports a wrong store or run in one line, and makes no file", async () => {
    const [from, to] = [newStore(), newStore()];
    const copy = async (...args: string[]) => {
      const { stderr, exitCode } = await epochal("runs", "copy", ...args);
      return [stderr, exitCode];
    };
    expect(await copy(from)).toEqual([
      "epochal: runs copy: <to> is missing: epochal runs copy <from> <to> [run...]\n",
      2,
    ]);
    expect(await copy(from, to)).toEqual([`epochal: expected a store at ${from}, got nothing there\n`, 2]);
    await epochal("--epochs", "3", "--store", from);
    expect(await copy(from, from)).toEqual([
      `epochal: ${from}: this is the store to copy from: choose a different one\n`,
      2,
    ]);
    expect(await copy(from, to, "nobody")).toEqual([
      expect.stringContaining(`no run has an id that begins with "nobody"`),
      2,
    ]);
    expect(existsSync(to)).toBe(false);
    expect(await copy(from, join(to, "runs.db"))).toEqual([expect.stringMatching(/^epochal: .*\n$/), 2]);

    const { id } = (await list(from))[0]!;
    const log = openLog(to);
    log.createRun({ id, name: "other", spec: notebook().spec });
    log.close();
    expect(await copy(from, to)).toEqual([
      `epochal: ${id} is in ${to} already, with other events: left as it is; delete it there to copy it again\n`,
      1,
    ]);
  });
});

test("copyRuns, ended by a signal, leaves nothing of a run, and copies all of them the next time", async () => {
  const [from, to] = [newStore(), newStore()];
  await epochal("--epochs", "3", "--store", from);
  const notes: string[] = [];
  const stderr = { write: (text: string) => notes.push(text) };
  const endedBy = (...signals: readonly "SIGTERM"[]) =>
    ({
      stderr,
      onSignal(handle: SignalHandler) {
        for (const signal of signals) handle(signal, false);
        return () => {};
      },
    }) as unknown as Terminal;
  expect(await copyRuns(from, to, [], {}, endedBy("SIGTERM"))).toBe(143);
  expect(notes.splice(0)).toEqual([
    "epochal: ended by SIGTERM: no run was copied but those named above; the same command copies the others\n",
  ]);
  expect(await list(to)).toEqual([]);
  expect(await copyRuns(from, to, [], {}, endedBy())).toBe(0);
  expect((await list(to)).length).toBe(1);
});

describe("epochal serve with a store", () => {
  test("resumes a run after the server was killed; the new run ends with the same bits as an uninterrupted one", async () => {
    const store = newStore();
    // So small that each epoch has a snapshot.
    const network = ["--ensemble", "2", "--hidden", "4"];
    const training = [`${examples}cars.csv`, "--target", "mpg", "--epochs", "60", ...network];
    const killed = await serve(store, ...training, "--speed", "3");
    const watcher = start("watch", killed.url, "--every", "1");
    await waitForOutput(watcher.child.stdout, /Epoch 6,/);
    killed.child.kill("SIGKILL");
    await killed.ended;
    watcher.child.kill("SIGTERM");

    const second = await serve(store, "--resume", killed.run.slice(0, -1));
    const events = parseLines(await watch(second));
    await stop(second);
    expect((await second.ended).stderr).toContain(
      `${second.run} continues ${killed.run}, which was interrupted in epoch `,
    );

    const [child, parent] = await list(store);
    expect(parent).toMatchObject({ id: killed.run, status: "interrupted" });
    expect(child).toMatchObject({ id: second.run, parent: killed.run, status: "finished" });
    const before = parseLines((await epochal("runs", "export", store, killed.run)).stdout);
    const newest = before.findLast(({ type }) => type === "snapshot")!;
    expect(newest["epoch"]).toBeGreaterThan(0);
    expect(events[0]).toMatchObject({ type: "started", from: { epoch: newest["epoch"], hash: newest["hash"] } });

    const { stdout } = await epochal("train", ...training, "--format", "ndjson");
    const whole = parseLines(stdout).at(-1)!;
    const resumed = events.at(-1)!;
    expect(resumed).toMatchObject({ type: "finished", hash: whole["hash"], modelEpoch: whole["modelEpoch"] });
    expect(child!.epoch).toBe(whole["epoch"]);
  });

  test("deletes old runs with --keep-days and --keep-bytes", async () => {
    const store = newStore();
    const first = await serve(store, "--speed", "0");
    await watch(first);
    await stop(first);
    const second = await serve(store, "--speed", "0", "--keep-days", "0.00000001");
    await watch(second);
    await stop(second);
    expect((await list(store)).map(({ id }) => id)).not.toContain(first.run);
    const third = await serve(store, "--speed", "0", "--keep-bytes", "1K");
    await stop(third);
    expect((await list(store)).length).toBeLessThan(2);
  });

  test.each([
    [["--resume", "latest"], /^epochal: --resume needs --store or --nats: name what holds the run\n$/],
    [["--store", "no.db", "--resume", "a"], /^epochal: expected a store at no.db, got nothing there\n$/],
    [["--store", "no.db", "--resume", "a", "a.csv"], /--resume: leave out a.csv: the rows are in no.db/],
    [
      ["--store", "no.db", "--resume", "a", "--seed", "3"],
      /--resume: leave out --seed: the data and the network are in no.db/,
    ],
    [["--keep-bytes", "lots"], /Give a size such as 500M or 2G\./],
    [["--keep-days", "0"], /Give a number above 0\./],
  ])("rejects %j in one line", async (args, line) => {
    const { stderr, exitCode } = await epochal("serve", "--port", "0", ...args);
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(exitCode).toBe(2);
  });
});
