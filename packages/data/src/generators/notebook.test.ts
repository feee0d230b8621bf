import { createTrainer } from "@epochal/core";
import { expect, test } from "vitest";
import { notebook } from "./notebook.ts";

test("training reproduces every digit that the notebook prints", () => {
  const { spec, data } = notebook();
  const trainer = createTrainer(spec, data);
  const printed: string[] = [];
  // The notebook counts from 0 and prints the loss before the update, as an epoch's loss is with the full batch.
  for (const { epoch, loss } of trainer.epochs()) if ((epoch - 1) % 100 === 0) printed.push(loss.toFixed(4));
  expect(printed).toEqual([
    "41.5494",
    "0.0677",
    "0.0404",
    "0.0256",
    "0.0176",
    "0.0133",
    "0.0111",
    "0.0100",
    "0.0094",
    "0.0091",
  ]);
  expect(trainer.model().predict(1.5)).toBe(5.248387085784987);
  expect(trainer.model().predict({ x: 1.5 })).toBe(5.248387085784987);
});
