/** A row of weight 0 changes nothing, wherever a training, its model or its report looks at rows. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  createDataset,
  createRandom,
  createReport,
  createTrainer,
  dense,
  diagnose,
  linearBaseline,
  meanBaseline,
  observe,
  quantileKnots,
  scaledWidth,
  type Columns,
  type Dataset,
  type TrainingSpec,
} from "../src/index.ts";

function drawRows(rows: number, seed: number, classes?: number): Dataset {
  const random = createRandom(seed);
  const x = Array.from({ length: rows }, () => [random.randn(), 100 + random.randn()]);
  const y = x.map(([a, b], i) => (classes ? oneHot(i % classes, classes) : [2 * a - b + random.randn()]));
  return createDataset(x, y);
}

const oneHot = (index: number, length: number) => Array.from({ length }, (_, j) => (j === index ? 1 : 0));

/** The rows, and between them others that are far away, with weight 0. */
function withUncounted(data: Dataset, at: readonly number[]): Dataset {
  const { rows, inputs, outputs } = data;
  const rowsOf = (values: Float64Array, width: number) =>
    Array.from({ length: rows }, (_, i) => Array.from(values.subarray(i * width, (i + 1) * width)));
  const [x, y, weights] = [rowsOf(data.x, inputs), rowsOf(data.y, outputs), Array<number>(rows).fill(1)];
  for (const position of at.map((one) => one % (rows + 1)).toSorted((a, b) => b - a)) {
    x.splice(position, 0, Array<number>(inputs).fill(1e6));
    y.splice(position, 0, outputs > 1 ? oneHot(0, outputs) : [-1e7]);
    weights.splice(position, 0, 0);
  }
  return createDataset(x, y, { weights });
}

const positions = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 4 });
const spec: TrainingSpec = {
  network: { inputs: 2, layers: [dense(3, "tanh"), dense(1)], shortcut: true },
  loss: "meanSquaredError",
  optimizer: { type: "adam", learningRate: 0.01 },
  epochs: 4,
  seed: 1,
  scaling: { inputs: "standard", targets: "standard", margins: { inputs: 1, targets: 1 } },
};

/** Everything that a training says: its epochs, model, report and diagnoses. */
function outcome(one: TrainingSpec, train: Dataset, validation: Dataset, columns?: Columns) {
  const trainer = createTrainer(one, { train, validation, ...(columns && { columns }) });
  const epochs = trainer.advance(one.epochs);
  const report = createReport(trainer.model(), trainer.data);
  return { epochs, model: trainer.model().toJSON(), report, diagnoses: diagnose(observe(trainer, report)) };
}

/** Where the two differ by more than 1e-9: sums of rows may be added in another order. */
function differences(found: unknown, expected: unknown, path = ""): string[] {
  if (typeof expected === "number" && typeof found === "number")
    return Math.abs(found - expected) <= 1e-9 * (1 + Math.abs(expected)) ? [] : [`${path}: ${found}, not ${expected}`];
  if (typeof expected !== "object" || expected === null) return Object.is(found, expected) ? [] : [path];
  const [own, others] = [found, expected].map((value) => Object.entries(value as object));
  if (own.length !== others.length) return [path];
  return others.flatMap(([key, value], i) =>
    own[i][0] === key ? differences(own[i][1], value, `${path}.${key}`) : [path],
  );
}

test.each([
  ["minMax", { scaling: { inputs: "minMax", targets: "minMax" } }, undefined],
  ["a line, limits and scalers", {}, undefined],
  [
    "classes",
    {
      network: { inputs: 2, layers: [dense(3, "tanh"), dense(3)] },
      loss: "softmaxCrossEntropy",
      scaling: { inputs: "standard" },
    },
    3,
  ],
] as const)("rows of weight 0 change nothing, with %s", (_, difference, classes) => {
  const one: TrainingSpec = { ...spec, ...difference };
  const [train, validation] = [drawRows(30, 1, classes), drawRows(12, 2, classes)];
  const columns = classes && {
    inputs: [
      { name: "a", kind: "number" as const },
      { name: "b", kind: "number" as const },
    ],
    targets: ["kind"],
    classes: ["x", "y", "z"],
  };
  const expected = outcome(one, train, validation, columns);
  fc.assert(
    fc.property(positions, positions, (inTrain, inValidation) => {
      const found = outcome(one, withUncounted(train, inTrain), withUncounted(validation, inValidation), columns);
      expect(differences(found, expected)).toEqual([]);
    }),
    { numRuns: 8 },
  );
});

test("knots and baselines do not know rows of weight 0", () => {
  const train = drawRows(40, 3);
  fc.assert(
    fc.property(positions, (at) => {
      const longer = withUncounted(train, at);
      expect(quantileKnots(longer, 4)).toEqual(quantileKnots(train, 4));
      for (const baseline of [linearBaseline, meanBaseline]) {
        expect(baseline(longer)(train.x)).toEqual(baseline(train)(train.x));
      }
    }),
  );
});

test("members whose folds hold no other rows than those of weight 0 stay finite", () => {
  const weights = [1, ...Array<number>(5).fill(0)];
  const rows = Array.from({ length: 6 }, (_, i) => [i, i * i]);
  const train = createDataset(
    rows,
    rows.map(([x]) => x),
    { weights },
  );
  const knots = quantileKnots(train);
  const folded: TrainingSpec = {
    ...spec,
    network: { ...spec.network, inputs: scaledWidth(2, knots), members: 2 },
    folds: true,
  };
  const trainer = createTrainer(folded, { train });
  trainer.advance(3);
  expect(trainer.network.parameters.every(Number.isFinite)).toBe(true);
});
