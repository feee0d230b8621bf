/** Ensembles, folds, shortcuts and intervals. */
import { describe, expect, test } from "vitest";
import {
  checkGradients,
  createDataset,
  createNetwork,
  createRandom,
  createTrainer,
  dense,
  fit,
  initialize,
  linearBaseline,
  parseModel,
  predict,
  snapshotFromJson,
  snapshotToJson,
  type Dataset,
  type Network,
  type TrainingSpec,
} from "../src/index.ts";
import { assignFolds, predictOutOfFold } from "../src/data/folds.ts";
import { predictMember } from "../src/network/network.ts";
import { createObjective } from "../src/backend/objective.ts";

/** y = x² + noise, for x from −1 to 1. */
function parabola(rows: number, seed: number, noise = 0.1): Dataset {
  const random = createRandom(seed);
  const x = Array.from({ length: rows }, () => 2 * random.rand() - 1);
  return createDataset(
    x,
    x.map((value) => value * value + noise * random.randn()),
  );
}

const network = { inputs: 1, layers: [dense(8, "tanh"), dense(1)], members: 3 } as const;
const spec: TrainingSpec = {
  network,
  loss: "meanSquaredError",
  optimizer: { type: "adam", learningRate: 0.02 },
  batchSize: 16,
  epochs: 60,
  seed: 5,
};

describe("an ensemble", () => {
  test("starts with the network of a single member, and draws the others after it", () => {
    const [alone, together] = [createNetwork({ ...network, members: 1 }), createNetwork(network)];
    initialize(alone, createRandom(1));
    initialize(together, createRandom(1));
    const size = alone.parameters.length;
    expect(together.parameters.subarray(0, size)).toEqual(alone.parameters);
    expect(together.parameters.subarray(size, 2 * size)).not.toEqual(alone.parameters);
  });

  test("predicts the mean of its members' predictions", () => {
    const together = createNetwork(network);
    initialize(together, createRandom(1));
    const size = together.parameters.length / 3;
    const each = [0, 1, 2].map((m) => {
      const member = createNetwork({ ...network, members: 1 });
      member.parameters.set(together.parameters.subarray(m * size, (m + 1) * size));
      return predict(member, [0.3])[0][0];
    });
    expect(predict(together, [0.3])[0][0]).toBeCloseTo((each[0] + each[1] + each[2]) / 3, 15);
  });

  test("has the gradients of the sum of its members' losses, with folds, weights, penalty and shortcut", () => {
    const made = createNetwork({ ...network, shortcut: true });
    const random = createRandom(2);
    made.parameters.forEach((_, i) => (made.parameters[i] = random.randn()));
    const rows = parabola(12, 1);
    const batch = {
      ...rows,
      weights: Float64Array.from({ length: 12 }, (_, i) => i % 3),
      folds: assignFolds(12, 3, 1),
    };
    expect(checkGradients(made, "meanSquaredError", batch, { penalty: { l1: 0.01, l2: 0.1 } })).toBeLessThan(1e-6);
  });

  test("has a smaller error than its members on average", () => {
    const [train, test] = [parabola(40, 1, 0.3), parabola(400, 2, 0)];
    const trainer = createTrainer({ ...spec, network: { ...network, members: 5 } }, { train });
    while (trainer.step());
    const objective = createObjective("meanSquaredError", {}, "test");
    const lossOf = (predicted: Float64Array) => objective.loss(predicted, test);
    const together = lossOf(trainer.model().predictFlat(test.x));
    const size = trainer.network.parameters.length / 5;
    const alone = [0, 1, 2, 3, 4].map((m) => {
      const member = createNetwork({ ...network, members: 1 });
      member.parameters.set(trainer.network.parameters.subarray(m * size, (m + 1) * size));
      return lossOf(Float64Array.from(predict(member, Array.from(test.x)).flat()));
    });
    expect(together).toBeLessThan(alone.reduce((sum, loss) => sum + loss, 0) / 5);
  });

  test("survives JSON with every bit", () => {
    const model = fit(spec, { train: parabola(30, 1) });
    const again = parseModel(JSON.stringify(model));
    expect(again.predictAll([0.1, 0.5])).toEqual(model.predictAll([0.1, 0.5]));
  });
});

describe("folds", () => {
  const folded: TrainingSpec = { ...spec, folds: true };

  test("assign every row to one member, evenly, by the seed", () => {
    const folds = assignFolds(20, 3, 1);
    const sizes = [0, 1, 2].map((m) => folds.filter((fold) => fold === m).length);
    expect(sizes).toEqual([7, 7, 6]);
    expect(assignFolds(20, 3, 1)).toEqual(folds);
    expect(assignFolds(20, 3, 2)).not.toEqual(folds);
  });

  test("exclude a member's own rows from its training: changing them does not change its predictions", () => {
    const train = parabola(30, 1);
    const folds = assignFolds(30, 3, 5);
    const y = train.y.map((value, row) => (folds[row] === 1 ? value + 100 : value));
    const [before, after] = [train, { ...train, y }].map((data) => {
      const trainer = createTrainer(folded, { train: data });
      while (trainer.step());
      return outOfFold(trainer.network, data.x, folds);
    });
    const own = Array.from(folds.keys()).filter((row) => folds[row] === 1);
    expect(own.map((row) => after[row])).toEqual(own.map((row) => before[row]));
    expect(after).not.toEqual(before);
  });

  test("evaluate each row by the member that has not seen it: this is the validation loss", () => {
    const train = parabola(30, 1);
    const trainer = createTrainer(folded, { train });
    const folds = assignFolds(30, 3, 5);
    for (const { validationLoss } of trainer.epochs()) {
      const predicted = outOfFold(trainer.network, train.x, folds);
      expect(validationLoss).toBe(createObjective("meanSquaredError", {}, "test").loss(predicted, train));
    }
  });

  test("are the same after a snapshot: stopped anywhere and restored, the same bits", () => {
    const train = parabola(30, 1);
    const whole = createTrainer(folded, { train });
    while (whole.step());
    for (const steps of [1, 3, 50]) {
      const first = createTrainer(folded, { train });
      for (let i = 0; i < steps; i++) first.step();
      const second = createTrainer(folded, { train });
      second.restore(snapshotFromJson(JSON.parse(JSON.stringify(snapshotToJson(first.snapshot())))));
      while (second.step());
      expect(second.snapshot()).toEqual(whole.snapshot());
    }
  });

  test.each([
    [{ network: { ...network, members: 1 } }, {}, "expected from 2 to 30 members with folds, got 1"],
    [{}, { validation: parabola(5, 2) }, "expected folds or validation rows, got both"],
  ])("are rejected if invalid: %#", (changed, data, message) => {
    expect(() => createTrainer({ ...folded, ...changed }, { train: parabola(30, 1), ...data })).toThrow(
      new RangeError(`createTrainer: ${message}`),
    );
  });
});

describe("a shortcut", () => {
  const straight: TrainingSpec = { ...spec, network: { ...network, shortcut: true } };

  test("makes a training start from the ridge regression", () => {
    const train = parabola(30, 1);
    const begun = createTrainer(straight, { train });
    const line = linearBaseline(train)(train.x);
    predict(begun.network, Array.from(train.x)).forEach(([value], i) => expect(value).toBeCloseTo(line[i], 12));
  });

  test("fits a straight line immediately, and what a line cannot express later", () => {
    const x = Array.from({ length: 20 }, (_, i) => i / 10 - 1);
    const line = createTrainer(straight, {
      train: createDataset(
        x,
        x.map((value) => 5 - 3 * value),
      ),
    });
    expect(line.step()?.loss).toBeLessThan(1e-12);
    const trainer = createTrainer(straight, { train: parabola(60, 1, 0.01) });
    const [first, ...others] = Array.from(trainer.epochs(), ({ loss }) => loss);
    expect(others.at(-1)).toBeLessThan(first / 10);
  });

  test("is fitted to the training rows alone, and is constant while the layers learn", () => {
    const [train, validation] = [parabola(30, 1), parabola(10, 2)];
    const line = linearBaseline(train)(Float64Array.of(0.5));
    for (const optimizer of [{ type: "adamW" }, { type: "lbfgs" }] as const) {
      const trainer = createTrainer({ ...straight, optimizer, epochs: 5 }, { train, validation });
      for (let i = 0; i < 5; i++) trainer.step();
      for (const { shortcut } of trainer.network.members) {
        expect(shortcut!.W[0] * 0.5 + shortcut!.b[0]).toBeCloseTo(line[0], 12);
      }
      expect(predict(trainer.network, [0.5])[0][0]).not.toBeCloseTo(line[0], 6);
    }
  });

  test("survives JSON with every bit", () => {
    const model = fit(straight, { train: parabola(30, 1) });
    expect(parseModel(JSON.stringify(model)).predictAll([0.1, 0.5])).toEqual(model.predictAll([0.1, 0.5]));
  });
});

describe("an interval", () => {
  /** The fraction of 1,000 new rows inside the 90 % interval. */
  function coverage(model: ReturnType<typeof fit>): number {
    const rows = parabola(1000, 9);
    const isInside = Array.from(rows.x, (x, i) => {
      const [low, high] = model.interval(x);
      return rows.y[i] >= low && rows.y[i] <= high;
    });
    return isInside.filter(Boolean).length / 1000;
  }

  test("has its coverage on new rows, with validation rows or folds", () => {
    const rows = parabola(200, 1);
    const validation = parabola(200, 2);
    expect(Math.abs(coverage(fit(spec, { train: rows, validation })) - 0.9)).toBeLessThan(0.04);
    expect(Math.abs(coverage(fit({ ...spec, folds: true }, { train: rows })) - 0.9)).toBeLessThan(0.04);
  });

  test("is centred on the prediction, in the target's unit, and is wider for a higher coverage", () => {
    const rows = parabola(100, 1);
    const scaled: TrainingSpec = { ...spec, scaling: { inputs: "standard", targets: "standard" } };
    const model = fit(scaled, { train: rows, validation: parabola(50, 2) });
    const [low, high] = model.interval(0.5, 0.5);
    expect((low + high) / 2).toBeCloseTo(model.predict(0.5), 12);
    const [lower, higher] = model.interval(0.5, 0.9);
    expect(lower).toBeLessThan(low);
    expect(higher).toBeGreaterThan(high);
  });

  test("is infinite if there are too few held-out rows for the coverage", () => {
    const model = fit(spec, { train: parabola(30, 1), validation: parabola(8, 2) });
    expect(model.interval(0.5, 0.9)).toEqual([-Infinity, Infinity]);
    expect(model.interval(0.5, 0.5).every(Number.isFinite)).toBe(true);
  });

  test("needs held-out rows in the training, and a coverage between 0 and 1", () => {
    expect(() => fit(spec, { train: parabola(30, 1) }).interval(0.5)).toThrow(
      new RangeError("interval: this model was trained without validation rows or folds"),
    );
    const model = fit(spec, { train: parabola(30, 1), validation: parabola(30, 2) });
    expect(() => model.interval(0.5, 1)).toThrow(
      new RangeError("interval: expected a coverage between 0 and 1, got 1"),
    );
    expect(parseModel(JSON.stringify(model)).interval(0.5)).toEqual(model.interval(0.5));
  });
});

test("a network with a variance output predicts its means, in the target's unit", () => {
  const rows = parabola(100, 1);
  const sure: TrainingSpec = {
    network: { inputs: 1, layers: [dense(8, "tanh"), dense(2)] },
    loss: "gaussianNll",
    optimizer: { type: "adam", learningRate: 0.02 },
    epochs: 300,
    scaling: { targets: "standard" },
    seed: 5,
  };
  const model = fit(sure, { train: rows, validation: parabola(100, 2) });
  expect(model.predictAll([0, 1]).map((row) => row.length)).toEqual([1, 1]);
  expect(Math.abs(model.predict(0))).toBeLessThan(0.1);
  expect(Math.abs(model.predict(0.9) - 0.81)).toBeLessThan(0.1);
  expect(parseModel(JSON.stringify(model)).predictAll([0, 1])).toEqual(model.predictAll([0, 1]));
});

/** For each row, the prediction of the member that has not learned from it. */
function outOfFold(network: Network, x: Float64Array, folds: Uint8Array): Float64Array {
  const { members } = network;
  const ofFold = (m: number) => predictMember(network, members[m], x).filter((_, i) => folds[i] === m);
  return predictOutOfFold(ofFold, members.length, folds, 1);
}
