import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cars, epochal, temporaryFolder } from "./harness/program.ts";

test("train --jobs divides the networks among threads, and the model has the same bits", async () => {
  const folder = temporaryFolder();
  const models = await Promise.all(
    ["1", "3"].map(async (jobs) => {
      const model = join(folder, `${jobs}.json`);
      await epochal("train", cars, "--target", "mpg", "--epochs", "4", "--jobs", jobs, "--save", model);
      return readFileSync(model, "utf8");
    }),
  );
  expect(models[1]).toBe(models[0]);
});
