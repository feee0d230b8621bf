import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { ENDLESS, epochal, examples, main, start, temporaryFolder, waitForOutput } from "./harness/program.ts";

/** A store with the notebook's first 300 epochs, and the run's id. */
async function recorded(): Promise<{ readonly store: string; readonly run: string }> {
  const store = join(temporaryFolder(), "runs.db");
  const { stdout, stderr } = await epochal("--epochs", "300", "--store", store);
  expect(stdout).toMatch(/^Epoch 0, Loss: 41\.5494\n.*Predicted value/s);
  expect(stderr).toBe(`epochal: recorded in ${store}; to see it again: epochal replay ${store}\n`);
  const [run] = JSON.parse((await epochal("runs", "list", store, "--json")).stdout) as { id: string }[];
  return { store, run: run!.id };
}

/** Flips one bit of the first losses in a store. */
function damage(store: string): void {
  const database = new DatabaseSync(store);
  const { run, last, numbers } = database
    .prepare(`SELECT run, last, numbers FROM chunks WHERE json LIKE '%"type":"epochs"%' ORDER BY last`)
    .get() as { run: number; last: number; numbers: Uint8Array };
  numbers[0]! ^= 1;
  database.prepare("UPDATE chunks SET numbers = ? WHERE run = ? AND last = ?").run(numbers, run, last);
  database.close();
}

test("a stored run is played back, printed at an epoch, and verified", async () => {
  const { store, run } = await recorded();
  const [played, picture, verified, ...wrong] = await Promise.all([
    epochal("replay", store, "--every", "100"),
    epochal("replay", store, "--run", run, "--at", "118", "--print", "--size", "90x24", "--ascii"),
    epochal("verify", store, run),
    epochal("replay", store, "--at", "301", "--print"),
    epochal("verify", store, "unknown"),
    epochal("verify", store, run, "--run", "latest"),
    epochal("replay", store, "--size", "wide"),
  ]);
  expect(played.stdout).toMatch(
    /^Epoch 1, Loss: 41\.5494\nEpoch 100, .*\nEpoch 200, .*\nEpoch 300, .*\nfinished: 300 epochs\n$/,
  );
  const lines = picture.stdout.trimEnd().split("\n");
  expect(lines).toHaveLength(23);
  expect(lines[1]).toMatch(/118\/300/);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(90);
  expect(verified).toMatchObject({ exitCode: 0, stderr: "" });
  expect(verified.stdout).toMatch(
    new RegExp(`^${run}: identical to the last bit: 300 epochs, \\d snapshots, 0 commands\n$`),
  );

  expect(wrong.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2]);
  expect(wrong.map(({ stderr }) => stderr)).toEqual([
    expect.stringMatching(/^epochal: \S+: expected an epoch from 0 to 300, got 301\n$/),
    expect.stringMatching(/^epochal: \S+: no run has an id that begins with "unknown"/),
    `epochal: two runs are named, ${run} and --run latest: leave out one of them\n`,
    expect.stringContaining("Give columns and rows, such as 120x40."),
  ]);

  damage(store);
  const { exitCode, stdout } = await epochal("verify", store);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/: mismatch in epoch 1 \(event 3\): recorded loss 41\.\d+, retrained 41\.\d+\n$/);
});

test("runs that begin at the same time, by a clock that was set back, are all stored", async () => {
  const store = join(temporaryFolder(), "runs.db");
  const stopClock = "data:text/javascript,Date.now=()=>1e12";
  for (const seed of ["1", "2"]) {
    const args = ["--import", stopClock, main, "--epochs", "1", "--speed", "0", "--seed", seed, "--store", store];
    expect(spawnSync(process.execPath, args, { encoding: "utf8" })).toMatchObject({ status: 0 });
  }
  const runs = JSON.parse((await epochal("runs", "list", store, "--json")).stdout) as { id: string }[];
  expect(runs.map(({ id }) => Number.parseInt(id.slice("run-".length), 36))).toEqual([1e12 + 1, 1e12]);
});

test("an interrupted local run is in the store, and can be verified", async () => {
  const store = join(temporaryFolder(), "runs.db");
  const table = ["train", `${examples}cars.csv`, "--target", "mpg", "--ensemble", "2", "--hidden", "4"];
  const killed = start(...table, ...ENDLESS, "--every", "1", "--store", store);
  await waitForOutput(killed.child.stdout, /Epoch 5,/);
  const second = await epochal("--store", store);
  expect(second).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining("expected") });
  killed.child.kill("SIGKILL");
  await killed.ended;

  const again = start(...ENDLESS, "--every", "1", "--store", store);
  await waitForOutput(again.child.stdout, /Epoch 20,/);
  again.child.kill("SIGINT");
  expect((await again.ended).exitCode).toBe(130);
  const runs = JSON.parse((await epochal("runs", "list", store, "--json")).stdout) as Record<string, unknown>[];
  expect(runs).toMatchObject([
    { name: "notebook", status: "finished", reason: "stopped" },
    { name: "cars.csv", status: "interrupted" },
  ]);
  const [stopped] = runs as { id: string }[];
  expect((await epochal("verify", store, "--run", stopped!.id)).stdout).toContain("identical to the last bit");
});

test("a resumed run can be recorded, a cross-validation cannot", async () => {
  const folder = temporaryFolder();
  const [checkpoint, store] = [join(folder, "run.json"), join(folder, "runs.db")];
  await epochal("--epochs", "50", "--checkpoint", checkpoint);
  await epochal("--resume", checkpoint, "--epochs", "90", "--store", store);
  expect((await epochal("verify", store)).stdout).toMatch(/: identical to the last bit: 40 epochs, .*\n$/);
  const { exitCode, stderr } = await epochal(
    "train",
    `${examples}cars.csv`,
    "--target",
    "mpg",
    "--cv",
    "3",
    "--store",
    store,
  );
  expect([exitCode, stderr]).toEqual([
    2,
    "epochal: train: with --cv, --store needs --save: it is for the training of the model\n",
  ]);
});
