/** A run is put down and taken up again by another process, and ends with the same bits as one that was never stopped. */
import {
  checkpointToJson,
  createDataset,
  createTrainer,
  dense,
  parseCheckpoint,
  parseModel,
  type CheckpointJson,
  type ModelJson,
  type TrainingData,
  type TrainingSpec,
} from "@epochal/core";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { epochal, examples, start, temporaryFolder, untilSaid } from "./program.ts";

const cars = join(examples, "cars.csv");

const read = <Json>(file: string) => JSON.parse(readFileSync(file, "utf8")) as Json;
const checkpointIn = (file: string) => parseCheckpoint(readFileSync(file, "utf8"));

/** Files in a new folder. */
function files<Name extends string>(...names: Name[]): Record<Name, string> {
  const folder = temporaryFolder();
  return Object.fromEntries(names.map((name) => [name, join(folder, `${name}.json`)])) as Record<Name, string>;
}

/** Dropout, shuffled small batches, an optimizer and a schedule that remember, rows that judge; epochs of 2,000 steps. */
const spec: TrainingSpec = {
  network: { inputs: 1, layers: [{ ...dense(6, "tanh"), dropout: 0.2 }, dense(1)] },
  loss: "huber",
  optimizer: { type: "adam", learningRate: 0.002 },
  schedule: { type: "plateau" },
  batchSize: 2,
  epochs: 24,
  seed: 11,
};
const wave = (rows: number, shift: number) => {
  const x = Array.from({ length: rows }, (_, i) => (6 * i) / rows - 3 + shift);
  return createDataset(
    x,
    x.map((value) => Math.sin(value)),
  );
};
const data: TrainingData = { train: wave(4000, 0), validation: wave(50, 0.01) };
const snapshot = createTrainer(spec, data).snapshot();

/** Interrupts a run as soon as it has said something; resolves when its process has ended. */
async function interrupted(args: string[], said: RegExp, signal: NodeJS.Signals) {
  const { child, ended } = start(...args);
  await untilSaid(child.stdout, said);
  child.kill(signal);
  return ended;
}

describe("a run that is interrupted and goes on in another process", () => {
  test("ends with the hash of one that was never stopped, though it stopped in the middle of an epoch", async () => {
    const { begin, whole, broken, model, modelOfWhole } = files("begin", "whole", "broken", "model", "modelOfWhole");
    writeFileSync(begin, JSON.stringify(checkpointToJson({ name: "waves", spec, data, snapshot })));
    const unbroken = await epochal("train", "--resume", begin, "--checkpoint", whole, "--save", modelOfWhole);
    expect(unbroken).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("completed 24 epochs") });

    // It stops between any two of 2,000 steps; where that is between two epochs, it goes on and stops once more, and where it
    // was at its end before it heard, it begins anew.
    let from = begin;
    for (;;) {
      const args = ["train", "--resume", from, "--checkpoint", broken, "--every", "1"];
      await interrupted(args, /Epoch \d+,/, "SIGINT");
      const { batch, epoch } = checkpointIn(broken).snapshot;
      if (batch > 0) break;
      from = epoch < 24 ? broken : begin;
    }
    expect(checkpointIn(broken).snapshot.epoch).toBeLessThan(24);

    const { stdout, stderr } = await epochal("train", "--resume", broken, "--save", model);
    expect(stderr).toMatch(/^epochal: .*broken\.json: waves goes on in epoch \d+ of 24\n/);
    expect(stdout).toContain("completed 24 epochs");
    expect(read<CheckpointJson>(broken).hash).toBe(read<CheckpointJson>(whole).hash);
    expect(read<ModelJson>(model)).toEqual(read<ModelJson>(modelOfWhole));
  });

  test("needs nothing but the file, whatever it was that it learns from", async () => {
    const { whole, broken } = files("whole", "broken");
    const args = ["train", cars, "--target", "mpg", "--ensemble", "2", "--hidden", "4", "--epochs", "150"];
    const unbroken = await epochal(...args, "--checkpoint", whole);
    // So slow that it is interrupted in time.
    const slow = [...args, "--speed", "20", "--every", "1", "--checkpoint", broken];
    const { stderr, exitCode } = await interrupted(slow, /Epoch 3,/, "SIGTERM");
    expect(exitCode).toBe(143);
    expect(stderr).toContain(`state kept in ${broken}; to go on: epochal train --resume ${broken}\n`);

    const resumed = await epochal("train", "--resume", broken);
    const report = (stdout: string) => stdout.slice(stdout.indexOf("completed"));
    expect(report(resumed.stdout)).toBe(report(unbroken.stdout));
    expect(read<CheckpointJson>(broken)).toEqual(read<CheckpointJson>(whole));
  });

  test("is the notebook too, to its last digit", async () => {
    const { run } = files("run");
    // So slow that it is interrupted in time.
    const stopped = await interrupted(["--checkpoint", run, "--speed", "500", "--every", "1"], /Epoch 20,/, "SIGINT");
    expect(stopped.exitCode).toBe(130);
    const { stdout, stderr } = await epochal("--resume", run);
    expect(stderr).toMatch(
      /notebook goes on in epoch \d+ of 1000\n.*; for more epochs: epochal --resume .* --epochs 2000\n$/s,
    );
    expect(stdout).toMatch(/Epoch 900, Loss: 0\.0091\nPredicted value for input 1\.5: 5\.248387085784987\n$/);
  });
});

test("from its first moment on a run that is killed leaves a whole state behind", async () => {
  const { run } = files("run");
  const { child, ended } = start("--epochs", "1000000000", "--checkpoint", run);
  await untilThere(run);
  child.kill("SIGKILL");
  await ended;
  expect(checkpointIn(run).name).toBe("notebook");
});

/** Resolves when a file is there. */
async function untilThere(file: string): Promise<void> {
  const watcher = watch(dirname(file));
  try {
    await new Promise<void>((resolve) => {
      watcher.on("change", () => existsSync(file) && resolve());
      if (existsSync(file)) resolve();
    });
  } finally {
    watcher.close();
  }
}

describe("who goes on", () => {
  test("may train for more epochs, and learn at another rate from there on", async () => {
    const { run } = files("run");
    await epochal("--epochs", "100", "--checkpoint", run);
    const more = ["--epochs", "200", "--learning-rate", "0.02", "--format", "ndjson"];
    const { stdout } = await epochal("--resume", run, ...more);
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string; epoch: number; learningRate: number });
    expect(events[0]).toMatchObject({ type: "started", from: { epoch: 100, step: 100 }, spec: { epochs: 200 } });
    expect(events).toContainEqual(
      expect.objectContaining({ type: "commanded", command: { type: "set", learningRate: 0.02 }, epoch: 100 }),
    );
    const epochs = events.filter(({ type }) => type === "epoch");
    expect(epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 100 }, (_, i) => 101 + i));
    expect(epochs.every(({ learningRate }) => learningRate === 0.02)).toBe(true);
    expect(checkpointIn(run)).toMatchObject({ spec: { epochs: 200 }, snapshot: { epoch: 200 } });
  });

  test("hears that nothing is left to train, and gets the model all the same", async () => {
    const { run, model } = files("run", "model");
    await epochal("--checkpoint", run);
    const { hash } = read<CheckpointJson>(run);
    const { stdout, stderr, exitCode } = await epochal("--resume", run, "--save", model);
    expect(stderr).toContain("notebook has completed its 1000 epochs; --epochs sets more\n");
    expect(stdout).toBe("Predicted value for input 1.5: 5.248387085784987\n");
    expect(exitCode).toBe(0);
    expect(parseModel(readFileSync(model, "utf8")).predict(1.5)).toBe(5.248387085784987);
    expect(read<CheckpointJson>(run).hash).toBe(hash);
  });
});

test("a run stops after the time it is given, and keeps what it learned", async () => {
  const { model, run } = files("model", "run");
  const keep = ["--save", model, "--checkpoint", run];
  const { stdout, stderr, exitCode } = await epochal("--epochs", "1000000000", "--max-time", "0.2", ...keep);
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/^epochal: the time is up: stopped after 0\.2 s of training\n/);
  expect(stderr).toContain("epochal: state kept in ");
  expect(stdout).toMatch(/Predicted value for input 1\.5: -?[\d.]+\n$/);
  expect(read<ModelJson>(model).format).toBe("epochal-model");
  expect(readdirSync(dirname(run)).toSorted()).toEqual(["model.json", "run.json"]);
});

test("a state that can no longer be kept is told; the run is recorded, and its model saved, all the same", async () => {
  const folder = temporaryFolder();
  const [gone, store, model] = ["gone", "runs.db", "model.json"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(gone);
  const keep = ["--checkpoint", join(gone, "run.json"), "--store", store, "--save", model];
  const { child, ended } = start("--epochs", "1000000000", "--every", "1", ...keep);
  await untilSaid(child.stdout, /Epoch \d+,/);
  rmSync(gone, { recursive: true });
  child.kill("SIGINT");
  const { stderr, exitCode } = await ended;
  expect(exitCode).toBe(130);
  expect(stderr).toMatch(
    /run\.json: expected to write the state there, got: ENOENT.*\n.* recorded in .*\n.* model saved to /,
  );
  expect(parseModel(readFileSync(model, "utf8")).predict(1.5)).toBeGreaterThan(0);
});

describe("what cannot go on is told in one line, with what to do", () => {
  const json = checkpointToJson({ name: "waves", spec, data, snapshot });
  const saved = (content: object) => {
    const { run } = files("run");
    writeFileSync(run, JSON.stringify(content));
    return run;
  };

  test.each<[string, () => string[], RegExp]>([
    ["no file", () => ["train", "--resume", "/nowhere.json"], /\/nowhere\.json: expected a file to read, got nothing/],
    ["a table", () => ["train", "--resume", cars], /cars\.csv: expected JSON, got text that is none/],
    [
      "a model",
      () => ["--resume", saved({ format: "epochal-model" })],
      /run\.json: expected a checkpoint with format "epochal-checkpoint", got "epochal-model"/,
    ],
    [
      "a damaged state",
      () => ["--resume", saved({ ...json, snapshot: { ...json.snapshot, step: 1 } })],
      /run\.json: expected its state to have the hash .*: it is damaged/,
    ],
    [
      "a spec that was changed by hand",
      () => ["train", "--resume", saved({ ...json, spec: { ...spec, batchSize: 0 } })],
      /createTrainer: expected batchSize to be an integer ≥ 1, got 0/,
    ],
    [
      "another table",
      () => ["train", cars, "--resume", saved(json)],
      /--resume: expected no other file, got .*cars\.csv: the rows are in .*run\.json/,
    ],
    [
      "another network",
      () => ["train", "--resume", saved(json), "--hidden", "8"],
      /--resume: expected no --hidden, got one: what is learned, and by what network, is in .*run\.json/,
    ],
    ["another seed", () => ["--resume", saved(json), "--seed", "8"], /--resume: expected no --seed, got one/],
    [
      "fewer epochs than are done",
      () => {
        const trainer = createTrainer({ ...spec, batchSize: 4000 }, data);
        for (let i = 0; i < 3; i++) trainer.step();
        const half = { spec: { ...spec, batchSize: 4000 }, data, snapshot: trainer.snapshot() };
        return ["--resume", saved(checkpointToJson(half)), "--epochs", "3"];
      },
      /run\.json: expected --epochs above the 3 that are done, got 3/,
    ],
    [
      "a table where the notebook is expected",
      () => {
        const twoInputs: TrainingSpec = { ...spec, network: { inputs: 2, layers: [dense(1)] } };
        const train = createDataset([[1, 2]], [3]);
        const state = createTrainer(twoInputs, { train }).snapshot();
        return ["--resume", saved(checkpointToJson({ spec: twoInputs, data: { train }, snapshot: state }))];
      },
      /run\.json: expected a network of 1 input, as the notebook's, got 2: try `epochal train --resume .*run\.json`$/,
    ],
    [
      "a place where something else is",
      () => ["--checkpoint", saved({ format: "diary" })],
      /run\.json: expected a checkpoint or nothing there, got something else: choose another name/,
    ],
    [
      "a place that is no file",
      () => ["--checkpoint", "/dev/null"],
      /expected a checkpoint or nothing there, got what is no file/,
    ],
    ["a folder that is not there", () => ["--checkpoint", "/nowhere/run.json"], /make \/nowhere first/],
    ["no time at all", () => ["--max-time", "0"], /expected a number > 0, got "0"/],
    [
      "a state of a cross-validation",
      () => ["train", cars, "--target", "mpg", "--cv", "3", "--checkpoint", join(temporaryFolder(), "run.json")],
      /expected --save with --cv and --checkpoint, got none/,
    ],
  ])("%s", async (_, args, line) => {
    const { stdout, stderr, exitCode } = await epochal(...args());
    const said = stderr.trimEnd().split("\n").at(-1)!;
    expect(said).toMatch(line);
    expect(said).toMatch(/^epochal: /);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  });
});
