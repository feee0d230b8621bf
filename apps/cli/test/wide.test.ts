/** `--wide` changes how fast a training is, and nothing else. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cars, main, temporaryFolder } from "./harness/program.ts";

const NOTE = /^epochal: --wide: training without 256-bit vectors: .+$/m;

/** Trains a table in a worker; returns the model and what was logged. */
function train(flags: readonly string[], args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const save = join(temporaryFolder(), "model.json");
  const training = ["train", cars, "--target", "mpg", "--epochs", "2", "--ensemble", "2", "--save", save];
  const options = { encoding: "utf8", env: { ...process.env, NO_COLOR: "1", EPOCHAL_WIDE: "", ...env } } as const;
  const { status, stderr } = spawnSync(process.execPath, [...flags, main, ...training, ...args], options);
  expect({ status, stderr }).toEqual({ status: 0, stderr });
  return { model: readFileSync(save, "utf8"), stderr };
}

test("a training with --wide, or with EPOCHAL_WIDE=1, has the bits of one without", () => {
  const { model } = train([], []);
  expect(train([], ["--wide"]).model).toBe(model);
  expect(train([], [], { EPOCHAL_WIDE: "1" }).model).toBe(model);
});

test("a note says why a machine trains without wide vectors, only if they were wanted", () => {
  const withoutAvx2 = ["--no-enable-avx2"];
  expect(train(withoutAvx2, []).stderr).not.toMatch(NOTE);
  expect(train(withoutAvx2, ["--wide"]).stderr).toMatch(NOTE);
  expect(train(withoutAvx2, [], { EPOCHAL_WIDE: "1" }).stderr.match(new RegExp(NOTE, "gm"))).toHaveLength(1);
});
