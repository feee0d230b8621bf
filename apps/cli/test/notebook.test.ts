import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelJson, TrainingSpec } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { cars, epochal, start, temporaryFolder, waitForOutput } from "./harness/program.ts";

describe("epochal in a pipe", () => {
  test("prints exactly the notebook's lines", async () => {
    const { stdout, stderr, exitCode } = await epochal();
    expect(stderr).toBe("");
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      `Epoch 0, Loss: 41.5494
Epoch 100, Loss: 0.0677
Epoch 200, Loss: 0.0404
Epoch 300, Loss: 0.0256
Epoch 400, Loss: 0.0176
Epoch 500, Loss: 0.0133
Epoch 600, Loss: 0.0111
Epoch 700, Loss: 0.0100
Epoch 800, Loss: 0.0094
Epoch 900, Loss: 0.0091
Predicted value for input 1.5: 5.248387085784987
`,
    );
  });

  test("takes the activation that its advice may recommend", async () => {
    const { stdout } = await epochal("--activation", "leakyRelu", "--epochs", "1", "--format", "ndjson");
    const { spec } = JSON.parse(stdout.split("\n", 1)[0]!) as { spec: TrainingSpec };
    expect(spec.network.layers.map(({ activation }) => activation)).toEqual(["leakyRelu", "identity"]);
  });

  test("learns other data by name, with a chosen network", async () => {
    const args = ["--data", "xor", "--hidden", "3,2", "--activation", "sigmoid", "--epochs", "2", "--format", "ndjson"];
    const { stdout } = await epochal(...args);
    const { name, spec } = JSON.parse(stdout.split("\n", 1)[0]!) as { name: string; spec: TrainingSpec };
    expect([name, spec.network.layers.map(({ units }) => units)]).toEqual(["xor", [3, 2, 1]]);
    expect(spec.network.layers.map(({ activation }) => activation)).toEqual(["sigmoid", "sigmoid", "identity"]);
  });

  test("prints every event as a line of JSON with --format ndjson", async () => {
    const { stdout } = await epochal("--format", "ndjson", "--epochs", "20");
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { seq: number; type: string });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    expect(events.filter(({ type }) => type === "epoch")).toHaveLength(20);
  });

  test("prints each diagnosis once, to standard error", async () => {
    const { stdout, stderr } = await epochal("--seed", "54"); // every unit dies with it
    expect(stderr).toMatch(/^epochal: layer 1 is dead: all of its 10 ReLU units are 0 for every row, .*\n$/);
    expect(stdout).not.toContain("dead");
    const lines = (await epochal("--format", "ndjson", "--seed", "54")).stdout.trimEnd().split("\n");
    const noticed = lines.map((line) => JSON.parse(line) as { type: string; rule?: string });
    expect(noticed.filter(({ type }) => type === "noticed")).toMatchObject([{ rule: "deadUnits" }]);
  });

  test("stops quietly when the reader of the pipe is gone", async () => {
    // So slow that no diagnosis comes before it notices.
    const { child, ended } = start("--epochs", "100000000", "--every", "1", "--speed", "1000");
    await waitForOutput(child.stdout, /Epoch 0/);
    child.stdout.destroy();
    expect(await ended).toMatchObject({ stderr: "", exitCode: 0 });
  });

  test("saves the model when the reader of the pipe is gone", async () => {
    const model = join(temporaryFolder(), "model.json");
    const { child, ended } = start("--epochs", "1000000000", "--every", "1", "--save", model);
    await waitForOutput(child.stdout, /Epoch 100/);
    child.stdout.destroy();
    expect(await ended).toMatchObject({ exitCode: 0 });
    expect((JSON.parse(readFileSync(model, "utf8")) as ModelJson).format).toBe("epochal-model");
  });

  test("a second signal quits, with the exit code of the first", async () => {
    const { child, ended } = start("train", cars, "--target", "mpg", "--hidden", "600,600");
    await waitForOutput(child.stdout, /Epoch 1,/);
    child.kill("SIGINT");
    child.kill("SIGTERM");
    // The system may deliver either signal first.
    expect([130, 143]).toContain((await ended).exitCode);
  });

  test("saves the model when it is interrupted", async () => {
    const model = join(temporaryFolder(), "model.json");
    const { child, ended } = start("--epochs", "1000000000", "--save", model);
    await waitForOutput(child.stdout, /Epoch 100/);
    child.kill("SIGINT");
    expect(await ended).toMatchObject({ exitCode: 130, stdout: expect.stringContaining("Predicted value") });
    expect((JSON.parse(readFileSync(model, "utf8")) as ModelJson).format).toBe("epochal-model");
  });
});

test("--seeds prints the first run in a pipe and compares all at the end", async () => {
  const { stdout, exitCode } = await epochal("--seeds", "2", "--epochs", "60");
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /^Epoch 0, .*\nA notebook, seed 42 {2}best .* finished: 60 epochs( +lowest)?\nB notebook, seed 43 {2}best .* finished: 60 epochs( +lowest)?\nmean best loss of 2 seeds: \S+ ± \S+ .*\nPredicted value .*\n$/,
  );
  const wrong = await Promise.all([
    epochal("--seeds", "2", "--format", "ndjson"),
    epochal("train", cars, "--target", "mpg", "--seeds", "2", "--cv", "3"),
  ]);
  expect(wrong.map(({ exitCode: code }) => code)).toEqual([2, 2]);
  expect(wrong.map(({ stderr: said }) => said)).toEqual([
    "epochal: --seeds does not go with --format ndjson, which prints a single run: leave out one of them\n",
    "epochal: train: --cv and --seeds do not go together: leave out one\n",
  ]);
});
