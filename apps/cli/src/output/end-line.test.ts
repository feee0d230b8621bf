import type { FinishedEvent } from "@epochal/stream/events";
import { expect, test } from "vitest";
import { endLine } from "./end-line.ts";

const layer = { weights: [[1]], biases: [0] };

function finished(modelEpoch: number, member: FinishedEvent["model"]["members"][number]): FinishedEvent {
  const model = { members: [member] } as unknown as FinishedEvent["model"];
  return { type: "finished", reason: "completed", epoch: 9, modelEpoch, model } as FinishedEvent;
}

test.each([
  ["the last epoch", finished(9, { layers: [layer] }), ""],
  ["an earlier epoch", finished(4, { layers: [layer] }), "; the model is the network of epoch 4"],
  ["no epoch", finished(0, { layers: [layer] }), "; the untrained network is kept"],
  [
    "no epoch, with a shortcut",
    finished(0, { layers: [layer], shortcut: layer }),
    "; no epoch improved on the regression that it starts from, so that is the model",
  ],
])("the line names the model of %s", async (_, event, ending) => {
  expect(await endLine(event)).toBe(`finished: 9 epochs${ending}`);
});
