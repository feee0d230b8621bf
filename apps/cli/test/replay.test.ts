import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { epochal, start, temporaryFolder, untilSaid } from "./program.ts";

/** The notebook's first 300 epochs in a store, with an id. */
async function recorded(): Promise<{ readonly store: string; readonly run: string }> {
  const store = join(temporaryFolder(), "runs.db");
  const server = start("serve", "--port", "0", "--store", store, "--speed", "0", "--epochs", "300");
  const [run, url] = await Promise.all([
    untilSaid(server.child.stderr, /serving (\S+)/),
    untilSaid(server.child.stderr, /(ws:\/\/\S+?);/),
  ]);
  await epochal("watch", url, run);
  server.child.kill("SIGTERM");
  await server.ended;
  return { store, run };
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
    epochal("verify", store),
    epochal("replay", store, "--at", "301", "--print"),
    epochal("verify", store, "--run", "nobody"),
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

  expect(wrong.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2]);
  expect(wrong.map(({ stderr }) => stderr)).toEqual([
    expect.stringMatching(/^epochal: \S+: replayRun: expected an epoch from 0 to 300, got 301\n$/),
    expect.stringMatching(/^epochal: \S+: expected the id of a run/),
    expect.stringContaining('expected columns and rows, such as 120x40, got "wide"'),
  ]);

  damage(store);
  const { exitCode, stdout } = await epochal("verify", store);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/: another number in epoch 1: expected the loss 41\.\d+, as event 3 says, got 41\.\d+\n$/);
});
