/** `epochal start`: runs with rows of this machine or of the server, on a server with a token. */
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { epochal, examples, start, temporaryFolder, waitForOutput } from "./harness/program.ts";

const token = ["--token", "secret"];

test("runs are started, stay queued while the server is down, and are watched to their end", async () => {
  const store = join(temporaryFolder(), "runs.db");
  const serve = () => {
    const args = ["--wait", "--store", store, "--data-dir", examples, "--max-running", "1", "--max-queued", "2"];
    return start("serve", "--port", "0", ...args, ...token);
  };
  const first = serve();
  const url = await waitForOutput(first.child.stderr, /(ws:\/\/\S+) /);
  const slow = await epochal("start", url, "--speed", "1", ...token);
  expect(slow).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^run-\w+\n$/) });
  expect(slow.stderr).toBe(`epochal: watch it: EPOCHAL_TOKEN=… epochal watch ${url} ${slow.stdout.trim()}\n`);

  const cars = [join(examples, "cars.csv"), "--target", "mpg", "--epochs", "3", "--key", "mine", ...token];
  const [own, again] = [await epochal("start", url, ...cars), await epochal("start", url, ...cars)];
  expect(own.stderr).toMatch(/\nepochal: run-\w+ is queued: it is next\n/);
  expect(again.stdout).toBe(own.stdout);
  const table = ["--table", "cars.csv", "--target", "mpg", "--epochs", "4", "--name", "theirs", ...token];
  const theirs = await epochal("start", url, ...table);
  expect(theirs.stderr).toMatch(/is queued: 1 before it\n/);
  const full = await epochal("start", url, ...token);
  expect([full.stderr, full.exitCode]).toEqual([
    "epochal: start: the queue is full, at most 2 runs may wait; retry later\n",
    1,
  ]);
  first.child.kill("SIGKILL");
  await first.ended;

  const second = serve();
  const secondUrl = await waitForOutput(second.child.stderr, /(ws:\/\/\S+) /);
  const { stdout, exitCode } = await epochal("watch", secondUrl, theirs.stdout.trim(), ...token);
  expect([stdout.trimEnd().split("\n").at(-1), exitCode]).toEqual([expect.stringMatching(/^finished: 4 epochs/), 0]);
  second.child.kill("SIGTERM");
  await second.ended;
  const { stdout: list } = await epochal("runs", "list", store, "--json");
  expect(JSON.parse(list)).toMatchObject([
    { id: theirs.stdout.trim(), name: "theirs", status: "finished", epochs: 4 },
    { id: own.stdout.trim(), name: "cars.csv", status: "finished", epochs: 3 },
    { id: slow.stdout.trim(), name: "notebook", status: "interrupted" },
  ]);
});

test("a run that cannot be started is reported in one line", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.csv"), "x,y\n1,2\n");
  symlinkSync(join(examples, "cars.csv"), join(folder, "link.csv"));
  const server = start("serve", "--port", "0", "--wait", "--data-dir", folder, ...token);
  const url = await waitForOutput(server.child.stderr, /(ws:\/\/\S+) /);
  const refused = async (...args: string[]) => {
    const { stderr, stdout, exitCode } = await epochal("start", url, ...args);
    return { stderr: stderr.replace(/^epochal: /, "").trimEnd(), stdout, exitCode };
  };
  const line = (stderr: unknown, exitCode = 2) => ({ stderr, stdout: "", exitCode });
  const outside = (name: string) => line(`start: "${name}" is not a table in the server's folder, which has a.csv`);
  const names = ["b.csv", "../a.csv", join(folder, "a.csv"), "link.csv", "."];
  const found = await Promise.all(names.map((name) => refused("--table", name, "--target", "y", ...token)));
  expect(found).toEqual(names.map(outside));
  expect(
    await Promise.all([
      refused("--table", "a.csv", "--target", "y", ...token),
      refused("--table", "a.csv", ...token),
      refused("--target", "y", ...token),
      refused(join(folder, "a.csv"), "--table", "a.csv", "--target", "y", ...token),
      refused(),
    ]),
  ).toEqual([
    line("start: a.csv: expected at least 10 rows with a target, got 1"),
    line("a.csv: name the column to predict with --target"),
    line("--target works with a table: add a file or --table, or leave out --target"),
    line(expect.stringMatching(/^start: \S+a\.csv and --table a\.csv do not go together: leave out one$/)),
    line(expect.stringMatching(/^ws:\/\/\S+: wrong or missing token: /)),
  ]);
  server.child.kill("SIGTERM");
  await server.ended;
});

test.each([
  [["--wait", "a.csv"], "serve: --wait trains nothing itself: leave out a.csv"],
  [["--data-dir", "nowhere", "--token", "s"], "--data-dir: nowhere is not a folder: check the path"],
  [["--data-dir", "."], "--data-dir needs --token: only clients with a token can start runs"],
])("serve %j is rejected in one line", async (args, line) => {
  expect(await epochal("serve", ...args)).toEqual({ stdout: "", stderr: `epochal: ${line}\n`, exitCode: 2 });
});
