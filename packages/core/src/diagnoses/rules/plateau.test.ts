import { expect, test } from "vitest";
import { createDataset, createRandom, dense } from "../../index.ts";
import { line, sine } from "../../../test/datasets.ts";
import { findingOf, training } from "../../../test/findings.ts";

const long = training({ optimizer: { type: "gradientDescent", learningRate: 0.3 }, epochs: 2000 });

test("a loss that has not improved for two thirds of the epochs is reported with its epoch", () => {
  const finding = findingOf("plateau", long, { train: line({ rows: 50, noise: 0.5 }) });
  const [, loss, since, ago] =
    /^the loss has not improved by 1 % on (\S+) since epoch (\d+), (\d+) epochs ago: stop here, or try a lower learning rate or different inputs$/
      .exec(finding?.text ?? "")!
      .map(Number);
  expect(loss).toBeGreaterThan(0.1);
  expect(since + ago).toBe(finding!.epoch);
  expect(ago).toBeGreaterThanOrEqual(Math.max(200, (2 / 3) * finding!.epoch));
});

test("a training that has learned nothing is reported as such", () => {
  // Two columns of noise, independent of y, and a network of one layer, which cannot memorize them.
  const random = createRandom(1);
  const x = Array.from({ length: 200 }, () => [random.randn(), random.randn()]);
  const train = createDataset(
    x,
    x.map(() => random.randn()),
  );
  const spec = { ...long, network: { inputs: 2, layers: [dense(1)] }, epochs: 400 };
  expect(findingOf("plateau", spec, { train })?.text).toMatch(
    /^nothing is learned: the loss has stayed at \S+ since epoch \d+, \d+ epochs ago, no better than predicting the mean; try /,
  );
});

test("nothing is reported for a loss that still falls or has converged, or with a patience rule", () => {
  const falling = training({ optimizer: { type: "gradientDescent", learningRate: 0.003 }, epochs: 1000 });
  expect(findingOf("plateau", falling, { train: sine({ rows: 50 }) })).toBeUndefined();
  const exact = { ...long, network: { inputs: 1, layers: [dense(1)] } };
  expect(findingOf("plateau", exact, { train: line({ rows: 50 }) })).toBeUndefined();
  const patient = { ...long, stopping: [{ type: "patience", epochs: 5000 }] } as const;
  expect(findingOf("plateau", patient, { train: line({ rows: 50, noise: 0.5 }) })).toBeUndefined();
});
