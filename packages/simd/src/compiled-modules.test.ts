import { createDataset, createTrainer, dense, type TrainingSpec } from "@epochal/core";
import { beforeEach, expect, test, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
});

const spec: TrainingSpec = {
  network: { inputs: 1, layers: [dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "gradientDescent", learningRate: 0.1 },
  epochs: 1,
};
const data = { train: createDataset([[1], [2]], [[2], [4]]) };

test.each(["float64", "float32"] as const)(
  "a thread that is given the modules for %s compiles none",
  async (precision) => {
    const { compiledModules } = await import("./compiled-modules.ts");
    const modules = compiledModules(precision);
    // As a thread of its own, nothing is compiled yet.
    vi.resetModules();
    const other = await import("./compiled-modules.ts");
    const { simdEngine } = await import("./engine.ts");
    const { sharedModuleFor } = await import("./threads/shared-module.ts");
    other.useCompiledModules(modules);
    const compile = vi.spyOn(WebAssembly, "Module");
    createTrainer({ ...spec, precision }, data, { engine: simdEngine });
    expect(sharedModuleFor(precision)).toBe(modules.shared);
    expect(compile).not.toHaveBeenCalled();
    compile.mockRestore();
  },
);

test("each module is compiled once", async () => {
  const { compiledModules } = await import("./compiled-modules.ts");
  const compile = vi.spyOn(WebAssembly, "Module");
  expect(compiledModules()).toEqual(compiledModules("float64"));
  expect(compile).toHaveBeenCalledTimes(2);
  compile.mockRestore();
});
