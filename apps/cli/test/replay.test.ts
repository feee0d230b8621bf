import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { epochal, examples, start, temporaryFolder, untilSaid } from "./program.ts";

/** The notebook's first 300 epochs in a store, with an id. */
async function recorded(): Promise<{ readonly store: string; readonly run: string }> {
  const store = join(temporaryFolder(), "runs.db");
  const { stdout, stderr } = await epochal("--epochs", "300", "--store", store);
  expect(stdout).toMatch(/^Epoch 0, Loss: 41\.5494\n.*Predicted value/s);
  expect(stderr).toBe(`epochal: recorded in ${store}; to see it again: epochal replay ${store}\n`);
  const [run] = JSON.parse((await epochal("runs", "list", store, "--json")).stdout) as { id: string }[];
  return { store, run: run!.id };
}

/** Changes one bit of the first losses in a store. */
function damage(store: string): void {
  const database = new DatabaseSync(store);
  const { run, last, numbers } = database
    .prepare(`SELECT run, last, numbers FROM chunks WHERE json LIKE '%"type":"epochs"%' ORDER BY last`)
    .get() as { run: number; last: number; numbers: Uint8Array };
  numbers[0]! ^= 1;
  database.prepare("UPDATE chunks SET numbers = ? WHERE run = ? AND last = ?").run(numbers, run, last);
  database.close();
}

test("a stored run is played again, printed as it was at an epoch, and verified", async () => {
  const { store, run } = await recorded();
  const [played, picture, verified, ...wrong] = await Promise.all([
    epochal("replay", store, "--every", "100"),
    epochal("replay", store, "--run", run, "--at", "118", "--print", "--size", "90x24", "--ascii"),
    epochal("verify", store, run),
    epochal("replay", store, "--at", "301", "--print"),
    epochal("verify", store, "nobody"),
    epochal("verify", store, run, "--run", "latest"),
    epochal("replay", store, "--size", "wide"),
  ]);
  expect(played.stdout).toMatch(
    /^Epoch 1, Loss: 41\.5494\nEpoch 100, .*\nEpoch 200, .*\nEpoch 300, .*\ncompleted 300 epochs\n$/,
  );
  const lines = picture.stdout.trimEnd().split("\n");
  expect(lines).toHaveLength(23);
  expect(lines[1]).toMatch(/118\/300/);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(90);
  expect(verified).toMatchObject({ exitCode: 0, stderr: "" });
  expect(verified.stdout).toMatch(new RegExp(`^${run}: the same in every bit: 300 epochs, \\d states, 0 commands\n$`));

  expect(wrong.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2]);
  expect(wrong.map(({ stderr }) => stderr)).toEqual([
    expect.stringMatching(/^epochal: \S+: replayRun: expected an epoch from 0 to 300, got 301\n$/),
    expect.stringMatching(/^epochal: \S+: expected the id of a run/),
    `epochal: verify: expected one run, got ${run} and --run latest: say one of them\n`,
    expect.stringContaining('expected columns and rows, such as 120x40, got "wide"'),
  ]);

  damage(store);
  const { exitCode, stdout } = await epochal("verify", store);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/: another number in epoch 1: expected the loss 41\.\d+, as event 3 says, got 41\.\d+\n$/);
});

test("what is trained here and broken off is in the store, and can go on", async () => {
  const store = join(temporaryFolder(), "runs.db");
  const table = ["train", `${examples}cars.csv`, "--target", "mpg", "--ensemble", "2", "--hidden", "4"];
  const killed = start(...table, "--speed", "50", "--every", "1", "--store", store);
  await untilSaid(killed.child.stdout, /Epoch 5,/);
  const second = await epochal("--store", store);
  expect(second).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining("expected") });
  killed.child.kill("SIGKILL");
  await killed.ended;

  const again = start("--speed", "500", "--every", "1", "--store", store);
  await untilSaid(again.child.stdout, /Epoch 20,/);
  again.child.kill("SIGINT");
  expect((await again.ended).exitCode).toBe(130);
  const runs = JSON.parse((await epochal("runs", "list", store, "--json")).stdout) as Record<string, unknown>[];
  expect(runs).toMatchObject([
    { name: "notebook", status: "finished", reason: "stopped" },
    { name: "cars.csv", status: "interrupted" },
  ]);
  const [stopped] = runs as { id: string }[];
  expect((await epochal("verify", store, "--run", stopped!.id)).stdout).toContain("the same in every bit");
});

test("who goes on from a checkpoint can record it; --cv has nothing to record", async () => {
  const folder = temporaryFolder();
  const [checkpoint, store] = [join(folder, "run.json"), join(folder, "runs.db")];
  await epochal("--epochs", "50", "--checkpoint", checkpoint);
  await epochal("--resume", checkpoint, "--epochs", "90", "--store", store);
  expect((await epochal("verify", store)).stdout).toMatch(/: the same in every bit: 40 epochs, .*\n$/);
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
    "epochal: train: expected --save with --cv and --store, got none: --store is about the model's own training\n",
  ]);
});
