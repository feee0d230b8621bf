import { join } from "node:path";
import { expect, test } from "vitest";
import { cars, epochal, start, temporaryFolder, waitForOutput } from "./harness/program.ts";

test("epochal serve-model predicts rows that clients send, until a signal", async () => {
  const model = join(temporaryFolder(), "model.json");
  await epochal("train", cars, "--target", "mpg", "--ensemble", "2", "--epochs", "5", "--save", model);
  const server = start("serve-model", model, "--port", "0", "--token", "secret");
  const url = await waitForOutput(server.child.stderr, /at (http:\S+) /);
  const row = {
    cylinders: 4,
    displacement: 97,
    horsepower: null,
    weight: 2130,
    acceleration: 14.5,
    year: 70,
    origin: "Japan",
  };
  const body = JSON.stringify([row]);
  const predict = (headers: Record<string, string>) => fetch(`${url}/v1/predict`, { method: "POST", body, headers });
  expect((await predict({})).status).toBe(401);
  const { predictions, notes } = await (await predict({ authorization: "Bearer secret" })).json();
  const { value, low, high } = predictions[0].mpg;
  expect([low < value, value < high, notes.join()]).toEqual([true, true, expect.stringContaining("horsepower")]);
  server.child.kill("SIGTERM");
  expect((await server.ended).exitCode).toBe(0);
});
