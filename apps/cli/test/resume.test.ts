/** A run that another process resumes ends with the same bits as one that was never stopped. */
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
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, watch, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { cars, epochal, start, temporaryFolder, waitForOutput } from "./harness/program.ts";

const read = <Json>(file: string) => JSON.parse(readFileSync(file, "utf8")) as Json;
const checkpointIn = (file: string) => parseCheckpoint(readFileSync(file, "utf8"));

/** Files in a new folder. */
function files<Name extends string>(...names: Name[]): Record<Name, string> {
  const folder = temporaryFolder();
  return Object.fromEntries(names.map((name) => [name, join(folder, `${name}.json`)])) as Record<Name, string>;
}

/** Dropout, shuffled small batches, a stateful optimizer and schedule, validation rows; epochs of 10,000 steps. */
const spec: TrainingSpec = {
  network: { inputs: 1, layers: [{ ...dense(6, "tanh"), dropout: 0.2 }, dense(1)] },
  loss: "huber",
  optimizer: { type: "adam", learningRate: 0.002 },
  schedule: { type: "plateau" },
  batchSize: 2,
  epochs: 5,
  seed: 11,
};
const wave = (rows: number, shift: number) => {
  const x = Array.from({ length: rows }, (_, i) => (6 * i) / rows - 3 + shift);
  return createDataset(
    x,
    x.map((value) => Math.sin(value)),
  );
};
const data: TrainingData = { train: wave(20_000, 0), validation: wave(50, 0.01) };
const snapshot = createTrainer(spec, data).snapshot();

/** Interrupts a run when its output matches; resolves when the process has ended. */
async function interrupted(args: string[], said: RegExp, signal: NodeJS.Signals) {
  const { child, ended } = start(...args);
  await waitForOutput(child.stdout, said);
  child.kill(signal);
  return ended;
}

describe("a run that is interrupted and resumed by another process", () => {
  test("ends with the hash of an uninterrupted run, even if it stopped in the middle of an epoch", async () => {
    const { begin, whole, broken, model, modelOfWhole } = files("begin", "whole", "broken", "model", "modelOfWhole");
    writeFileSync(begin, JSON.stringify(checkpointToJson({ name: "waves", spec, data, snapshot })));
    const unbroken = await epochal("train", "--resume", begin, "--checkpoint", whole, "--save", modelOfWhole);
    expect(unbroken).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("finished: 5 epochs") });

    // It stops after any of 10,000 steps. If that is the end of an epoch, it resumes and stops again; if it had ended before the
    // signal, it starts over.
    let from = begin;
    for (;;) {
      const args = ["train", "--resume", from, "--checkpoint", broken, "--every", "1"];
      await interrupted(args, /Epoch \d+,/, "SIGINT");
      const { batch, epoch } = checkpointIn(broken).snapshot;
      if (batch > 0) break;
      from = epoch < 5 ? broken : begin;
    }
    expect(checkpointIn(broken).snapshot.epoch).toBeLessThan(5);

    const { stdout, stderr } = await epochal("train", "--resume", broken, "--save", model);
    expect(stderr).toMatch(/^epochal: .*broken\.json: waves continues with epoch \d+ of 5\n/);
    expect(stdout).toContain("finished: 5 epochs");
    expect(read<CheckpointJson>(broken).hash).toBe(read<CheckpointJson>(whole).hash);
    expect(read<ModelJson>(model)).toEqual(read<ModelJson>(modelOfWhole));
  });

  test("needs only the checkpoint, for a table too", async () => {
    const { whole, broken } = files("whole", "broken");
    const args = ["train", cars, "--target", "mpg", "--ensemble", "2", "--hidden", "4", "--epochs", "150"];
    const unbroken = await epochal(...args, "--checkpoint", whole);
    // Slow enough to be interrupted in time.
    const slow = [...args, "--speed", "3", "--every", "1", "--checkpoint", broken];
    const { stderr, exitCode } = await interrupted(slow, /Epoch 3,/, "SIGTERM");
    expect(exitCode).toBe(143);
    expect(stderr).toContain(`checkpoint saved to ${broken}; to continue: epochal train --resume ${broken}\n`);

    const resumed = await epochal("train", "--resume", broken);
    const report = (stdout: string) => stdout.slice(stdout.indexOf("finished:"));
    expect(report(resumed.stdout)).toBe(report(unbroken.stdout));
    expect(read<CheckpointJson>(broken)).toEqual(read<CheckpointJson>(whole));
  });

  test("prints the notebook's last lines to the last digit", async () => {
    const { run } = files("run");
    // Slow enough to be interrupted in time.
    const stopped = await interrupted(["--checkpoint", run, "--speed", "20", "--every", "1"], /Epoch 20,/, "SIGINT");
    expect(stopped.exitCode).toBe(130);
    const { stdout, stderr } = await epochal("--resume", run);
    expect(stderr).toMatch(
      /notebook continues with epoch \d+ of 1000\n.*; for more epochs: epochal --resume .* --epochs 2000\n$/s,
    );
    expect(stdout).toMatch(/Epoch 900, Loss: 0\.0091\nPredicted value for input 1\.5: 5\.248387085784987\n$/);
  });
});

test("a run that is killed leaves a complete checkpoint", async () => {
  const { run } = files("run");
  const { child, ended } = start("--epochs", "1000000000", "--checkpoint", run);
  await untilFileExists(run);
  child.kill("SIGKILL");
  await ended;
  expect(checkpointIn(run).name).toBe("notebook");
});

test("checkpoints and stores, which hold all rows, are for their owner only", async () => {
  const { run } = files("run");
  const store = `${run}.db`;
  writeFileSync(run, "", { mode: 0o644 });
  await epochal("--epochs", "10", "--checkpoint", run, "--store", store);
  expect([run, store].map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
});

/** Resolves when a file exists. */
async function untilFileExists(file: string): Promise<void> {
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

describe("a resumed run", () => {
  test("may train for more epochs with a new learning rate", async () => {
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

  test("is reported as complete if no epochs are left, and its model is saved", async () => {
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

test("--max-time stops the run and keeps the model", async () => {
  const { model, run } = files("model", "run");
  const keep = ["--save", model, "--checkpoint", run];
  const { stdout, stderr, exitCode } = await epochal("--epochs", "1000000000", "--max-time", "0.2", ...keep);
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/^epochal: the time is up: stopped after 0\.2 s of training\n/);
  expect(stderr).toContain("epochal: checkpoint saved to ");
  expect(stdout).toMatch(/Predicted value for input 1\.5: -?[\d.]+\n$/);
  expect(read<ModelJson>(model).format).toBe("epochal-model");
  expect(readdirSync(dirname(run)).toSorted()).toEqual(["model.json", "run.json"]);
});

test("a checkpoint that cannot be written is reported; the run is still recorded and its model saved", async () => {
  const folder = temporaryFolder();
  const [gone, store, model] = ["gone", "runs.db", "model.json"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(gone);
  const keep = ["--checkpoint", join(gone, "run.json"), "--store", store, "--save", model];
  const { child, ended } = start("--epochs", "1000000000", "--every", "1", ...keep);
  await waitForOutput(child.stdout, /Epoch \d+,/);
  rmSync(gone, { recursive: true });
  child.kill("SIGINT");
  const { stderr, exitCode } = await ended;
  expect(exitCode).toBe(130);
  expect(stderr).toMatch(
    /run\.json: the checkpoint cannot be written: ENOENT.*\n.* recorded in .*\n.* model saved to /,
  );
  expect(parseModel(readFileSync(model, "utf8")).predict(1.5)).toBeTypeOf("number");
});

describe("a checkpoint that cannot be resumed is reported in one line that says what to do", () => {
  const json = checkpointToJson({ name: "waves", spec, data, snapshot });
  const saved = (content: object) => {
    const { run } = files("run");
    writeFileSync(run, JSON.stringify(content));
    return run;
  };

  test.each<[string, () => string[], RegExp]>([
    ["no file", () => ["train", "--resume", "/nowhere.json"], /\/nowhere\.json: no such file: check the path/],
    [
      "a table",
      () => ["train", "--resume", cars],
      /cars\.csv: this is not a checkpoint: name a file written with --checkpoint$/,
    ],
    [
      "a model",
      () => ["--resume", saved({ format: "epochal-model" })],
      /run\.json: expected a checkpoint with format "epochal-checkpoint", got "epochal-model"/,
    ],
    [
      "a damaged state",
      () => ["--resume", saved({ ...json, snapshot: { ...json.snapshot, step: 1 } })],
      /run\.json: the state is damaged: expected hash /,
    ],
    [
      "a spec that was changed by hand",
      () => ["train", "--resume", saved({ ...json, spec: { ...spec, batchSize: 0 } })],
      /expected batchSize to be an integer ≥ 1, got 0/,
    ],
    [
      "another table",
      () => ["train", cars, "--resume", saved(json)],
      /--resume: leave out .*cars\.csv: the rows are in .*run\.json/,
    ],
    [
      "another network",
      () => ["train", "--resume", saved(json), "--hidden", "8"],
      /--resume: leave out --hidden: the data and the network are in .*run\.json/,
    ],
    ["another seed", () => ["--resume", saved(json), "--seed", "8"], /--resume: leave out --seed: /],
    [
      "fewer epochs than are done",
      () => {
        const trainer = createTrainer({ ...spec, batchSize: 20_000 }, data);
        for (let i = 0; i < 3; i++) trainer.step();
        const half = { spec: { ...spec, batchSize: 20_000 }, data, snapshot: trainer.snapshot() };
        return ["--resume", saved(checkpointToJson(half)), "--epochs", "3"];
      },
      /run\.json: --epochs 3 is too low: 3 epochs are done already/,
    ],
    [
      "a table's checkpoint resumed as the notebook",
      () => {
        const twoInputs: TrainingSpec = { ...spec, network: { inputs: 2, layers: [dense(1)] } };
        const train = createDataset([[1, 2]], [3]);
        const state = createTrainer(twoInputs, { train }).snapshot();
        return ["--resume", saved(checkpointToJson({ spec: twoInputs, data: { train }, snapshot: state }))];
      },
      /run\.json: this is not the notebook's network, it has 2 inputs: try `epochal train --resume .*run\.json`$/,
    ],
    [
      "a checkpoint over another file",
      () => ["--checkpoint", saved({ format: "diary" })],
      /run\.json: this file exists and is not a checkpoint: choose another name/,
    ],
    [
      "a checkpoint to a device",
      () => ["--checkpoint", "/dev/null"],
      /\/dev\/null: this is not a regular file: choose another name/,
    ],
    [
      "a folder that does not exist",
      () => ["--checkpoint", "/nowhere/run.json"],
      /the folder \/nowhere does not exist or cannot be written: make it first/,
    ],
    ["no time", () => ["--max-time", "0"], /Give a number above 0\./],
    [
      "a checkpoint of a cross-validation",
      () => ["train", cars, "--target", "mpg", "--cv", "3", "--checkpoint", join(temporaryFolder(), "run.json")],
      /with --cv, --checkpoint needs --save/,
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
