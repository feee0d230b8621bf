import { expect, test } from "vitest";
import { createDataset, createRandom, dense } from "../../index.ts";
import { line, sine } from "../../../test/datasets.ts";
import { findingOf, training } from "../../../test/findings.ts";

const long = training({ optimizer: { type: "gradientDescent", learningRate: 0.3 }, epochs: 2000 });

test("when the loss has been where it is for two thirds of the epochs, it is told since when", () => {
  const remark = findingOf("plateau", long, { train: line({ rows: 50, noise: 0.5 }) });
  const [, loss, since, ago] =
    /^the loss has not improved by 1 % on (\S+) since epoch (\d+), (\d+) epochs ago: stop here, or try a lower learning rate or other inputs$/
      .exec(remark?.text ?? "")!
      .map(Number);
  expect(loss).toBeGreaterThan(0.1);
  expect(since + ago).toBe(remark!.epoch);
  expect(ago).toBeGreaterThanOrEqual(Math.max(200, (2 / 3) * remark!.epoch));
});

test("where nothing at all was learned, that is told", () => {
  // Two columns of noise, of which y knows nothing, and a network of one layer that cannot learn them by heart.
  const random = createRandom(1);
  const x = Array.from({ length: 200 }, () => [random.randn(), random.randn()]);
  const train = createDataset(
    x,
    x.map(() => random.randn()),
  );
  const spec = { ...long, network: { inputs: 2, layers: [dense(1)] }, epochs: 400 };
  expect(findingOf("plateau", spec, { train })?.text).toMatch(
    /^nothing is learned: the loss has stayed at \S+ since epoch \d+, \d+ epochs ago, no better than always the mean; try /,
  );
});

test("of a loss that still falls, of one at its bottom, and where patience waits, nothing is said", () => {
  const falling = training({ optimizer: { type: "gradientDescent", learningRate: 0.003 }, epochs: 1000 });
  expect(findingOf("plateau", falling, { train: sine({ rows: 50 }) })).toBeUndefined();
  const exact = { ...long, network: { inputs: 1, layers: [dense(1)] } };
  expect(findingOf("plateau", exact, { train: line({ rows: 50 }) })).toBeUndefined();
  const patient = { ...long, stopping: [{ type: "patience", epochs: 5000 }] } as const;
  expect(findingOf("plateau", patient, { train: line({ rows: 50, noise: 0.5 }) })).toBeUndefined();
});
