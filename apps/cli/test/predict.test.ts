import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createDataset, dense, fit, fromSafetensors, parseModel, split } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { cars, epochal, examples, temporaryFolder } from "./harness/program.ts";

describe("epochal predict", () => {
  test("prints bounds with --interval, and predicts rows with missing cells", async () => {
    const folder = temporaryFolder();
    const model = join(folder, "model.json");
    const table = join(folder, "new.csv");
    writeFileSync(table, `${readFileSync(join(examples, "new-cars.csv"), "utf8")}unknown,4,,,,,80,Japan\n`);
    await epochal("train", cars, "--target", "mpg", "--save", model, "--ensemble", "2", "--epochs", "20");
    const { stdout, stderr } = await epochal("predict", model, table, "--interval", "80");
    const [header, ...rows] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(",").slice(-3));
    expect(header).toEqual(["predicted_mpg", "low_mpg", "high_mpg"]);
    const [predicted, low, high] = rows[0]!.map(Number);
    expect(low! < predicted! && predicted! < high!).toBe(true);
    expect(rows.at(-1)!.map(Number).every(Number.isFinite)).toBe(true);
    expect(stderr).toBe(
      "epochal: missing cells in 4 columns replaced by typical values: displacement (1), horsepower (1), weight (1), and 1 more\n",
    );
    const unknown = await epochal("predict", model, table, "--interval", "100");
    expect(unknown.stderr).toContain("Give a number between 0 and 100.");
  });
});

test("epochal predict passes formulas on, and escapes them with --escape-formulas, but not numbers", async () => {
  const folder = temporaryFolder();
  const [model, training, table] = ["model.json", "a.csv", "b.csv"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(training, `x,y\n${Array.from({ length: 40 }, (_, i) => `${i - 20},${i}`).join("\n")}\n`);
  await epochal("train", training, "--target", "y", "--save", model, "--ensemble", "1", "--epochs", "5");
  writeFileSync(table, 'x,note\n-3,"=HYPERLINK(""http://evil"")"\n+4,@SUM(1)\n5,-1+1\n');
  const cells = async (...args: string[]) =>
    (await epochal("predict", model, table, ...args)).stdout
      .split("\n")
      .slice(1, 4)
      .map((line) => line.replace(/,[^,]*$/, ""));
  expect(await cells()).toEqual(['-3,"=HYPERLINK(""http://evil"")"', "+4,@SUM(1)", "5,-1+1"]);
  expect(await cells("--escape-formulas")).toEqual(['-3,"\'=HYPERLINK(""http://evil"")"', "+4,'@SUM(1)", "5,'-1+1"]);
});

test("epochal predict prints every target with its own bounds", async () => {
  const folder = temporaryFolder();
  const [modelFile, table] = [join(folder, "model.json"), join(folder, "new.csv")];
  const x = Array.from({ length: 40 }, (_, i) => [i]);
  const { train, validation } = split(
    createDataset(
      x,
      x.map(([value]) => [2 * value!, value! + (value! % 3)]),
    ),
    0.5,
  );
  const columns = { inputs: [{ name: "x", kind: "number" }], targets: ["double", "near"] } as const;
  const spec = {
    network: { inputs: 1, layers: [dense(2)], shortcut: true },
    loss: "meanSquaredError",
    optimizer: { type: "adam", learningRate: 0.01 },
    epochs: 1,
  } as const;
  const model = fit(spec, { train, validation, columns });
  writeFileSync(modelFile, JSON.stringify(model));
  writeFileSync(table, "x\n3\n10\n\n");
  const plain = await epochal("predict", modelFile, table);
  const [double, near] = model.predictAll([3])[0]!;
  expect(plain.stdout.split("\n").slice(0, 2)).toEqual(["x,predicted_double,predicted_near", `3,${double},${near}`]);
  const { stdout } = await epochal("predict", modelFile, table, "--interval", "80");
  const [header, first] = stdout.split("\n");
  expect(header).toBe("x,predicted_double,low_double,high_double,predicted_near,low_near,high_near");
  const [ofDouble, ofNear] = [model.intervalWidth(0.8, 0), model.intervalWidth(0.8, 1)];
  expect(first!.split(",").map(Number)).toEqual([
    3,
    double,
    double! - ofDouble,
    double! + ofDouble,
    near,
    near! - ofNear,
    near! + ofNear,
  ]);
  expect(ofNear).not.toBeCloseTo(ofDouble, 3);
  const tooWide = await epochal("predict", modelFile, table, "--interval", "99");
  expect(tooWide.stdout).toContain(",-Infinity,Infinity,");
  expect(tooWide.stderr).toContain("bounds of 99 % (it takes 99): those of double, near are infinite");
});

test("epochal export writes a module that predicts the same, ONNX and safetensors", async () => {
  const folder = temporaryFolder();
  const [model, module, tensors, onnx] = ["m.json", "m.mjs", "m.safetensors", "m.onnx"].map((name) =>
    join(folder, name),
  );
  await epochal("--epochs", "50", "--save", model!);
  for (const file of [module!, tensors!, onnx!]) {
    expect(await epochal("export", model!, file)).toMatchObject({ exitCode: 0, stdout: "" });
  }
  const saved = parseModel(readFileSync(model!, "utf8"));
  const program = "import(process.argv[1]).then(({ predict }) => console.log(predict([1.5])[0]))";
  const { stdout } = spawnSync(process.execPath, ["--eval", program, module!], { encoding: "utf8" });
  expect(Number(stdout) / saved.predict(1.5)).toBeCloseTo(1, 12);
  expect(fromSafetensors(readFileSync(tensors!)).predict(1.5)).toBe(saved.predict(1.5));
  expect(readFileSync(onnx!).length).toBeGreaterThan(100);
  const unknown = await epochal("export", model!, join(folder, "m.pt"));
  expect(unknown.stderr).toContain("unknown file type: end the name in .js, .mjs, .onnx, .safetensors");
  expect(unknown.exitCode).toBe(2);
});
