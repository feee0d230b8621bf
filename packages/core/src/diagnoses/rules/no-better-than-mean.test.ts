import { expect, test } from "vitest";
import {
  createDataset,
  createRandom,
  createReport,
  createTrainer,
  dense,
  diagnose,
  observe,
  split,
} from "../../index.ts";
import type { Columns, Dataset } from "../../index.ts";
import { sine } from "../../../test/datasets.ts";
import { findingOf, training } from "../../../test/findings.ts";

function noise(rows: number, seed: number): Dataset {
  const random = createRandom(seed);
  return createDataset(
    Array.from({ length: rows }, () => [random.randn(), random.randn(), random.randn()]),
    Array.from({ length: rows }, () => random.randn()),
  );
}

/** Half of the rows for training, half for testing. */
function halves(rows: Dataset) {
  const { train, validation: test } = split(rows, 0.5);
  return { train, test };
}

const spec = training({
  network: { inputs: 3, layers: [dense(20, "relu"), dense(1)] },
  optimizer: { type: "adam", learningRate: 0.01 },
  batchSize: 16,
  epochs: 300,
});

test.each([0, 1, 2])("inputs without information about the target are reported for the test rows, seed %i", (seed) => {
  expect(findingOf("noBetterThanMean", { ...spec, seed }, halves(noise(400, seed)))).toMatchObject({
    epoch: 300,
    text: expect.stringMatching(
      /^no better than predicting the mean on the 200 test rows, with RMSE \S+ against \S+: the inputs carry no information about the target, or the network has not learned it$/,
    ),
  });
});

test("without test rows the validation rows are used, and never the training rows", () => {
  const unstable = { ...spec, optimizer: { type: "adam", learningRate: 0.1 } } as const;
  expect(findingOf("noBetterThanMean", unstable, split(noise(200, 2), 0.5))?.text).toContain(
    "on the 100 validation rows",
  );
  expect(findingOf("noBetterThanMean", unstable, { train: noise(200, 2) })).toBeUndefined();
});

test("nothing is reported if something was learned, during training, and for fewer than ten rows", () => {
  const wave = { ...spec, network: { inputs: 1, layers: [dense(20, "relu"), dense(1)] } };
  expect(findingOf("noBetterThanMean", wave, halves(sine({ rows: 200, noise: 0.3 })))).toBeUndefined();
  const { train, test } = halves(noise(200, 0));
  const few = { train, test: { ...test, rows: 9, x: test.x.slice(0, 27), y: test.y.slice(0, 9) } };
  expect(findingOf("noBetterThanMean", spec, few)).toBeUndefined();
  const trainer = createTrainer(spec, { train, test });
  trainer.step();
  expect(diagnose(trainer)).toEqual([]);
});

test("classes that the inputs do not separate are reported with Brier scores, which the report has as well", () => {
  const random = createRandom(1);
  const { train, test: unseen } = halves({
    ...noise(200, 1),
    y: Float64Array.from({ length: 200 }, () => Number(random.rand() < 0.5)),
  });
  const columns: Columns = {
    inputs: ["a", "b", "c"].map((name) => ({ name, kind: "number" })),
    targets: ["kind"],
    classes: ["no", "yes"],
  };
  const data = { train, test: unseen, columns };
  const ofClasses = { ...spec, loss: "binaryCrossEntropy", epochs: 50 } as const;
  const trainer = createTrainer(ofClasses, data);
  while (trainer.step());
  const { network, mean } = createReport(trainer.model(), data).test!;
  const [, networkScore, meanScore] =
    /^no better than predicting the shares of the classes on the 100 test rows, with Brier score (\S+) against (\S+): the inputs /
      .exec(diagnose(trainer).find(({ rule }) => rule === "noBetterThanMean")?.text ?? "")!
      .map(Number);
  expect(networkScore).toBeCloseTo(network.brier!, 3);
  expect(meanScore).toBeCloseTo(mean.brier!, 3);
});

test("a network that is better by the report is not evaluated again", () => {
  const wave = { ...spec, network: { inputs: 1, layers: [dense(20, "relu"), dense(1)] } };
  const trainer = createTrainer(wave, halves(sine({ rows: 200, noise: 0.3 })));
  while (trainer.step());
  const report = createReport(trainer.model(), trainer.data);
  const noModel = new Proxy(trainer, {
    get(target, name) {
      if (name === "model") throw new Error("evaluated again");
      return Reflect.get(target, name) as unknown;
    },
  });
  expect(diagnose(observe(noModel, report))).toEqual([]);
  expect(() => diagnose(observe(noModel))).toThrow("evaluated again");
});
