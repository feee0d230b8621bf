import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { epochal, temporaryFolder } from "./harness/program.ts";
import { openTerminal } from "./harness/terminal.ts";

async function storeWithTwoRuns(): Promise<string> {
  const store = join(temporaryFolder(), "runs.db");
  for (const seed of ["1", "2"]) await epochal("--epochs", "30", "--seed", seed, "--store", store);
  return store;
}

const TABLE =
  /^A notebook, seed 2 {2}best loss +[\d.]+ at epoch +\d+ {2}finished: 30 epochs( +lowest)?\nB notebook, seed 1 .*\nmean best loss of 2 seeds: \S+ ± \S+ \(mean ± standard deviation\)\n$/;

test("stored runs are compared as lines, as JSON, as CSV, and in words, in a pipe", async () => {
  const store = await storeWithTwoRuns();
  for (const args of [[], ["--format", "lines"]]) {
    const { stdout, stderr, exitCode } = await epochal("compare", store, ...args);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(stdout).toMatch(TABLE);
  }
  const records = (await epochal("compare", store, "--format", "ndjson")).stdout.trim().split("\n");
  expect(records.map((line) => JSON.parse(line) as object)).toMatchObject([
    { type: "run", name: "notebook", difference: "seed 2", metric: "loss", end: "completed", epoch: 30, epochs: 30 },
    { type: "run", difference: "seed 1" },
  ]);
  const csv = (await epochal("compare", store, "--format", "csv")).stdout.trim().split("\n");
  expect(csv[0]).toBe("run,name,difference,epoch,epochs,end,metric,best,bestEpoch,isLowest");
  expect(csv).toHaveLength(3);
  const { stdout } = await epochal("compare", store, "--reader");
  expect(stdout).toMatch(
    /^A notebook, seed 2 best loss [\d.]+ at epoch \d+ finished: 30 epochs( +lowest)?\nB notebook, seed 1 /,
  );
  expect(stdout).toContain("plus or minus");
});

test("a name that a spreadsheet would run is escaped in CSV; numbers and names in JSON stay", async () => {
  const folder = temporaryFolder();
  const table = join(folder, "=1+1,@A1.csv");
  const rows = Array.from({ length: 30 }, (_, i) => `${i},${3 * i}`);
  writeFileSync(table, `x,y\n${rows.join("\n")}\n`);
  const store = join(folder, "runs.db");
  await epochal("train", table, "--target", "y", "--epochs", "2", "--ensemble", "1", "--store", store);
  const csv = (await epochal("compare", store, "--format", "csv")).stdout.split("\n")[1];
  expect(csv).toMatch(/^[\w-]+,"'=1\+1,@A1(\.csv)?",,2,2,/);
  const json = (await epochal("compare", store, "--format", "ndjson")).stdout;
  expect(json).toContain('"name":"=1+1,@A1');
});

test("in a terminal a picture is drawn, unless a format or --reader is given", async () => {
  const store = await storeWithTwoRuns();
  for (const args of [["--format", "lines"], ["--reader"]]) {
    const session = openTerminal(["compare", store, ...args]);
    expect(await session.ended).toMatchObject({ exitCode: 0 });
    expect(session.screen().join("\n")).toContain("finished: 30 epochs");
  }
  const session = openTerminal(["compare", store]);
  await session.until((screen) => screen.includes("runs (2)"));
  session.press("q");
  expect(await session.ended).toMatchObject({ exitCode: 0 });
});
