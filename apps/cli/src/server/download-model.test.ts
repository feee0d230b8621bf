import type { RemoteRun } from "@epochal/client";
import { expect, test } from "vitest";
import { downloadModel } from "./download-model.ts";

test("what a server sends in place of a model is not taken for one", async () => {
  const run = { model: () => Promise.resolve({ model: null, epoch: 0, isFinal: true }) } as unknown as RemoteRun;
  await expect(downloadModel("ws://host", run, "latest")).rejects.toThrow(
    'connect: ws://host: expected a model with format "epochal-model", got null',
  );
});
