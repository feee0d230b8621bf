/** Our own library, through its public API. Argument: the id of a variant. */
import { readFileSync } from "node:fs";
import { createTrainer } from "@epochal/core";
import { useWideVectors } from "@epochal/simd/wide";
import { variants } from "../variants.ts";
import { networkOf } from "../workloads.ts";
import { serve } from "./protocol.mjs";

const manifest = readFileSync(new URL("../../../packages/core/package.json", import.meta.url), "utf8");
const { version } = JSON.parse(manifest) as { version: string };

await serve((given) => {
  const { inputs, outputs, rows, batchSize, x, y, loss, optimizer, learningRate } = given;
  const { spec, options, isWide } = variants.find(({ id }) => id === process.argv[2])!;
  const reason = isWide && useWideVectors([spec.precision ?? "float64"]);
  if (reason) throw new Error(`epochal: no wide vectors: ${reason}`);
  const trainer = createTrainer(
    {
      network: networkOf(given),
      loss,
      optimizer: { type: optimizer, learningRate },
      batchSize,
      shuffle: false,
      epochs: Number.MAX_SAFE_INTEGER,
      ...spec,
    },
    { train: { rows, inputs, outputs, x, y } },
    options,
  );
  trainer.restore({ ...trainer.snapshot(), parameters: given.parameters });
  /** Trains `epochs` epochs, as many in a call as the trainer accepts; returns the sum of their losses. */
  function advance(epochs: number): number {
    let sum = 0;
    for (let done = 0; done < epochs;) {
      const { loss: losses } = trainer.advance(epochs - done);
      if (losses.length === 0) throw new Error(`epochal: the training has ended: ${trainer.end?.reason}`);
      done += losses.length;
      for (const value of losses) sum += value;
    }
    return sum;
  }

  return {
    version,
    rows: rows / Math.ceil(rows / batchSize),
    train(units) {
      if (batchSize === rows) return advance(units) / units;
      let sum = 0;
      for (let i = 0; i < units; i++) sum += trainer.step()!.loss;
      return sum / units;
    },
  };
});
