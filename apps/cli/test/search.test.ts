import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cars, epochal, start, temporaryFolder, waitForOutput } from "./harness/program.ts";

interface TrialLine {
  readonly trial: number;
  readonly epoch: number;
  readonly loss: number;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly run: string;
}

interface EndLine {
  readonly type: "searchFinished";
  readonly isComplete: boolean;
  readonly trials: readonly TrialLine[];
  readonly best: { readonly trial: number; readonly test: { readonly accuracy: number } };
}

const moons = ["search", "--data", "moons", "--epochs", "60", "--trials", "12", "--try", "learningRate=0.001..0.1:log"];
const endOf = (stdout: string) => JSON.parse(stdout.trim().split("\n").at(-1)!) as EndLine;
/** All but the ids of the runs, which differ if a part was interrupted. */
const resultOf = ({ trials, ...end }: EndLine) => ({ ...end, trials: trials.map(({ run: _, ...trial }) => trial) });

test("in a pipe it prints a line for each result, the best trials, and scores with labels", async () => {
  const { stdout, stderr, exitCode } = await epochal(...moons, "--jobs", "2");
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/^epochal: 12 trials, to 7, 21, 60 epochs, 2 at once: learningRate 0\.001\.\.0\.1$/m);
  expect(stderr).toMatch(/^epochal: trial 2 of 12, epoch 7 of 60: loss [\d.]+ \(.+\) learningRate=[\d.]+$/m);
  expect(stdout).toMatch(/^trial +epochs +loss {2}learningRate\n\d+ .*\n/);
  expect(stdout).toMatch(/^… and 2 worse trials$/m);
  expect(stdout).toMatch(/^\d+ validation rows +accuracy .*\nbest, trial \d+ +[\d.]+ ± .*\n/m);
  expect(stdout).toMatch(/^\d+ test rows +accuracy .*\nbest, trial \d+ /m);
  expect(stdout).toMatch(
    /\nvalidation: held-out rows; they chose the best .*\ntest: rows that no trial has seen: .*\n$/,
  );
});

test("killed in the middle and repeated, it ends with the same trials, the same best and the same model, for any number of jobs", async () => {
  const folder = temporaryFolder();
  const store = join(folder, "search.db");
  const file = (name: string) => join(folder, name);
  const undisturbed = await epochal(...moons, "--jobs", "1", "--format", "ndjson", "--save", file("one.json"));
  const killed = start(...moons, "--jobs", "2", "--store", store);
  await waitForOutput(killed.child.stderr, /trial 4 of/);
  killed.child.kill("SIGKILL");
  await killed.ended;
  const repeated = await epochal(...moons, "--jobs", "2", "--store", store, "--save", file("two.json"));
  expect(repeated.stderr).toMatch(
    /search\.db: has (1 part of these trials, which is|\d+ parts of these trials, which are) not trained again/,
  );
  const again = await epochal(...moons, "--jobs", "3", "--format", "ndjson", "--store", store);
  expect(resultOf(endOf(again.stdout))).toEqual(resultOf(endOf(undisturbed.stdout)));
  expect(readFileSync(file("two.json"), "utf8")).toBe(readFileSync(file("one.json"), "utf8"));
  // Each trial is an ordinary run: it can be verified, and replayed.
  const { run, epoch } = endOf(again.stdout).trials[0]!;
  expect((await epochal("verify", store, run)).stdout).toMatch(/identical to the last bit/);
  expect((await epochal("replay", store, run, "--print", "--at", String(epoch))).stdout).toContain(`epoch ${epoch}`);
});

test("a signal stops it with the trials so far, and the same command continues it", async () => {
  const folder = temporaryFolder();
  const store = join(folder, "search.db");
  const model = join(folder, "model.json");
  // It never ends by itself: a trial in full has a billion epochs, and 10,000 trials begin before.
  const size = ["--epochs", "1000000000", "--min-epochs", "20", "--trials", "10000"];
  const endless = [...moons.slice(0, 3), ...size, "--store", store, "--save", model];
  const first = start(...endless);
  await waitForOutput(first.child.stderr, /trial 2 of/);
  first.child.kill("SIGINT");
  const { stdout, stderr, exitCode } = await first.ended;
  expect(exitCode).toBe(130);
  expect(stdout).toMatch(/^trial +epochs +loss /);
  expect(stderr).toContain("; the same command continues the search");
  expect(readFileSync(model, "utf8")).toMatch(/^\{\s*"format": "epochal-model"/);
  const again = start(...endless);
  await waitForOutput(again.child.stderr, /has [1-9]\d* parts of these trials, which are not trained again/);
  again.child.kill("SIGINT");
  expect((await again.ended).exitCode).toBe(130);
});

test("--max-time ends it; without a result it says so and saves nothing", async () => {
  const model = join(temporaryFolder(), "model.json");
  const long = [...moons.slice(0, 3), "--epochs", "1000000000", "--no-halving", "--max-time", "1", "--save", model];
  const { stdout, stderr, exitCode } = await epochal(...long);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/the time is up: stopped after 1 s\n/);
  expect(stderr).toMatch(
    /no trial has a result yet: nothing to report or save; give it more time, or fewer --epochs\n$/,
  );
  expect(stdout).toBe("");
  expect(existsSync(model)).toBe(false);
});

test("a table is searched, with options that stay as they are", async () => {
  const args = [
    "search",
    cars,
    "--target",
    "mpg",
    "--epochs",
    "6",
    "--ensemble",
    "2",
    "--hidden",
    "8",
    "--trials",
    "3",
  ];
  const { stdout, exitCode } = await epochal(...args, "--format", "ndjson", "--split", "time:year");
  expect(exitCode).toBe(0);
  const { best, trials } = endOf(stdout) as EndLine & { best: { validation: object; test: object } };
  expect(trials[0]!.settings).not.toHaveProperty("hidden");
  expect(best).toMatchObject({ validation: { rmse: expect.any(Number) }, test: { rmse: expect.any(Number) } });
});

test("of several targets each has a table of its own, since their units differ", async () => {
  const quick = ["--epochs", "2", "--ensemble", "2", "--hidden", "4", "--trials", "1", "--split", "time:year"];
  const { stdout, exitCode } = await epochal("search", cars, "--target", "mpg,weight", ...quick);
  expect(exitCode).toBe(0);
  expect(stdout.match(/^(mpg|weight), \d+ (validation|test) rows/gm)).toHaveLength(4);
  expect(stdout).not.toMatch(/^\d+ (validation|test) rows/m);
});

test("a grid has all combinations, after the usual settings", async () => {
  const grid = ["--method", "grid", "--try", "learningRate=0.001..0.1:log:3", "--try", "hidden=2|4", "--epochs", "5"];
  const { stdout } = await epochal("search", "--data", "sine", ...grid, "--format", "ndjson", "--no-halving");
  const { trials } = endOf(stdout);
  expect(trials.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 7 }, () => 5));
  expect(new Set(trials.map(({ settings }) => JSON.stringify(settings))).size).toBe(7);
});

describe("wrong input is one line", () => {
  test.each<[string, string[], RegExp]>([
    ["no data", [], /^search: name a file to train on, or a data set with --data$/],
    ["both", [cars, "--data", "sine"], /^search: leave out .*cars\.csv or --data sine: it is one or the other$/],
    ["unknown data", ["--data", "sines"], /^search: there are no data "sines": choose one of notebook, sine, /],
    ["no target", [cars], /name the column to predict with --target; columns: name, mpg/],
    ["a table's option", ["--data", "sine", "--l2", "1"], /^search: --l2 is for tables: leave it out with --data$/],
    ["bad values", ["--data", "sine", "--try", "l2=a"], /^--try l2=a: expected l2 to be a number ≥ 0, got "a"$/],
    [
      "an unknown setting",
      ["--data", "sine", "--try", "lr=1"],
      /^--try lr=1: expected one of the settings learningRate, /,
    ],
    [
      "twice",
      ["--data", "sine", "--try", "l2=0", "--try", "l2=1"],
      /^search: l2 is tried twice: put all of its values into one --try$/,
    ],
    [
      "both set",
      ["--data", "sine", "--hidden", "4", "--try", "hidden=2"],
      /^search: --hidden and --try both set hidden: leave out one$/,
    ],
    [
      "no such setting",
      ["--data", "sine", "--try", "weightDecay=0|1"],
      /^search: this training by adam has no weightDecay: do not try it$/,
    ],
    [
      "a short trial",
      ["--data", "sine", "--epochs", "5", "--min-epochs", "6"],
      /^search: --min-epochs 6 is more than the 5 epochs of a trial$/,
    ],
    [
      "a huge grid",
      ["--data", "sine", "--method", "grid", "--try", "l2=0..1:500", "--try", "dropout=0..0.5:500"],
      /^search: the grid has 250000 combinations: limit them with --trials, or try fewer values$/,
    ],
    ["a store that is none", ["--data", "sine", "--store", cars], /cars\.csv/],
  ])("%s", async (_, args, message) => {
    const { stdout, stderr, exitCode } = await epochal("search", ...args);
    expect(stdout).toBe("");
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr.replace(/^epochal: /, "").trimEnd()).toMatch(message);
    expect(exitCode).toBe(2);
  });
});
