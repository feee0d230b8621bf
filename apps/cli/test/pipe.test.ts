import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fit, fromSafetensors, parseModel, type ModelJson } from "@epochal/core";
import { namedRows, parseCsv, recipe } from "@epochal/data";
import { describe, expect, test } from "vitest";
import { epochal, examples, start, temporaryFolder, untilSaid } from "./program.ts";

const cars = join(examples, "cars.csv");

describe("epochal in a pipe", () => {
  test("prints the notebook's lines, and nothing else", async () => {
    const { stdout, stderr, exitCode } = await epochal();
    expect(stderr).toBe("");
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      `Epoch 0, Loss: 41.5494
Epoch 100, Loss: 0.0677
Epoch 200, Loss: 0.0404
Epoch 300, Loss: 0.0256
Epoch 400, Loss: 0.0176
Epoch 500, Loss: 0.0133
Epoch 600, Loss: 0.0111
Epoch 700, Loss: 0.0100
Epoch 800, Loss: 0.0094
Epoch 900, Loss: 0.0091
Predicted value for input 1.5: 5.248387085784987
`,
    );
  });

  test("prints every event as a line of JSON where that is asked for", async () => {
    const { stdout } = await epochal("--format", "ndjson", "--epochs", "20");
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { seq: number; type: string });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    expect(events.filter(({ type }) => type === "epoch")).toHaveLength(20);
  });

  test("stops quietly when nobody reads on", async () => {
    const { child, ended } = start("--epochs", "100000000", "--every", "1");
    await untilSaid(child.stdout, /Epoch 0/);
    child.stdout.destroy();
    expect(await ended).toMatchObject({ stderr: "", exitCode: 0 });
  });

  test("saves what was learned when nobody reads on", async () => {
    const model = join(temporaryFolder(), "model.json");
    const { child, ended } = start("--epochs", "1000000000", "--every", "1", "--save", model);
    await untilSaid(child.stdout, /Epoch 100/);
    child.stdout.destroy();
    expect(await ended).toMatchObject({ exitCode: 0 });
    expect((JSON.parse(readFileSync(model, "utf8")) as ModelJson).format).toBe("epochal-model");
  });

  test("ends for who asks twice, with the code of the signal that came first", async () => {
    const { child, ended } = start("train", cars, "--target", "mpg", "--hidden", "600,600");
    await untilSaid(child.stdout, /Epoch 1,/);
    child.kill("SIGINT");
    child.kill("SIGTERM");
    // Which of two waiting signals is delivered first is for the system to say.
    expect([130, 143]).toContain((await ended).exitCode);
  });

  test("keeps what was learned when it is interrupted", async () => {
    const model = join(temporaryFolder(), "model.json");
    const { child, ended } = start("--epochs", "1000000000", "--save", model);
    await untilSaid(child.stdout, /Epoch 100/);
    child.kill("SIGINT");
    expect(await ended).toMatchObject({ exitCode: 130, stdout: expect.stringContaining("Predicted value") });
    expect((JSON.parse(readFileSync(model, "utf8")) as ModelJson).format).toBe("epochal-model");
  });
});

describe("epochal train", () => {
  test("learns miles per gallon, tells of missing cells, beats a straight line, and predicts the same from the saved model", async () => {
    const model = join(temporaryFolder(), "model.json");
    const { stdout, stderr, exitCode } = await epochal("train", cars, "--target", "mpg", "--save", model);
    expect(exitCode).toBe(0);
    expect(stderr.match(/line \d+: (mpg|horsepower) is missing; row left out/g)).toHaveLength(14);

    const [, network, line] = /^test .*\n.*\n/m.exec(stdout)![0].match(/(\d+\.\d+) .*\n *(\d+\.\d+) /)!;
    expect(Number(network)).toBeLessThan(Number(line));

    const { spec, data } = recipe(parseCsv(readFileSync(cars, "utf8")), { target: "mpg" });
    const newCars = join(examples, "new-cars.csv");
    const wanted = fit(spec, data).predictAll(namedRows(parseCsv(readFileSync(newCars, "utf8"))));
    const predicted = await epochal("predict", model, newCars);
    expect(predicted.stdout.split("\n")[0]).toMatch(/,predicted_mpg$/);
    const last = predicted.stdout
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((row) => Number(row.split(",").at(-1)));
    expect(last).toEqual(wanted.flat());
  });
});

describe("epochal predict", () => {
  test("says between which bounds the truth will lie, and leaves out what it cannot know", async () => {
    const folder = temporaryFolder();
    const model = join(folder, "model.json");
    const table = join(folder, "new.csv");
    writeFileSync(table, `${readFileSync(join(examples, "new-cars.csv"), "utf8")}somebody's,4,,,,,80,Japan\n`);
    await epochal("train", cars, "--target", "mpg", "--save", model, "--ensemble", "2", "--epochs", "20");
    const { stdout, stderr } = await epochal("predict", model, table, "--interval", "80");
    const [header, ...rows] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(",").slice(-3));
    expect(header).toEqual(["predicted_mpg", "low_mpg", "high_mpg"]);
    const [predicted, low, high] = rows[0]!.map(Number);
    expect(low! < predicted! && predicted! < high!).toBe(true);
    expect(rows.at(-1)).toEqual(["", "", ""]);
    expect(stderr).toBe("epochal: line 12: displacement is missing; not predicted\n");
    const unknown = await epochal("predict", model, table, "--interval", "100");
    expect(unknown.stderr).toContain("expected a number between 0 and 100");
  });
});

test("epochal export writes a module that predicts the same, and files that other programs read", async () => {
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
  expect(unknown.stderr).toContain("expected a name that ends in .js, .mjs, .onnx, .safetensors, got another");
  expect(unknown.exitCode).toBe(2);
});

describe("what is wrong is told in one line, with what to do", () => {
  const folder = () => temporaryFolder();
  const csv = (text: string) => {
    const file = join(folder(), "table.csv");
    writeFileSync(file, text);
    return file;
  };
  const rows = Array.from({ length: 30 }, (_, i) => `${i},${3 * i + 2}`).join("\n");

  test.each<[string, () => string[], number, RegExp]>([
    [
      "an unknown column",
      () => ["train", cars, "--target", "mgp"],
      2,
      /expected target among name, mpg, .*, got "mgp"/,
    ],
    [
      "an unknown input",
      () => ["train", cars, "--target", "mpg", "--inputs", "wieght"],
      2,
      /got "wieght": did you mean "weight"\?/,
    ],
    [
      "a cell that is no number",
      () => ["train", csv(`x,y\n${rows}\nabc,3\n`), "--target", "y"],
      2,
      /expected a number in column "x", line 32, got "abc"/,
    ],
    [
      "an empty file",
      () => ["train", csv(""), "--target", "y"],
      2,
      /table\.csv: expected a line of column names, got an empty text/,
    ],
    [
      "a missing file",
      () => ["train", "/nowhere.csv", "--target", "y"],
      2,
      /\/nowhere\.csv: expected a file to read, got nothing there: check the path/,
    ],
    ["no target", () => ["train", cars], 2, /required option '--target <column>' not specified/],
    [
      "an unknown activation",
      () => ["train", cars, "--target", "mpg", "--activation", "rleu"],
      2,
      /Allowed choices are identity, relu/,
    ],
    [
      "a target that never varies",
      () => ["train", csv(`x,y\n${rows.replaceAll(/,\d+/g, ",5")}\n`), "--target", "y"],
      2,
      /expected a target that varies, got "y" always 5/,
    ],
    [
      "a network for a computer centre",
      () => ["train", cars, "--target", "mpg", "--hidden", "1e9"],
      2,
      /expected a whole number from 1 to 10000, got "1e9"/,
    ],
    ["a second table", () => ["train", cars, cars, "--target", "mpg"], 2, /too many arguments/],
    ["a target without a table", () => ["serve", "--target", "mpg"], 2, /expected a file for --target mpg, got none/],
    [
      "an unknown command",
      () => ["trian", cars],
      2,
      /expected a command of train, predict, export, serve, watch, or none, got "trian"/,
    ],
    ["an unknown option", () => ["--epoch", "3"], 2, /unknown option '--epoch'.*--epochs/],
    ["no number of epochs", () => ["--epochs", "many"], 2, /expected a whole number ≥ 1, got "many"/],
    [
      "a learning rate that diverges",
      () => ["--learning-rate", "100"],
      3,
      /the learning rate 100 is probably too large, try/,
    ],
    ["a model that is none", () => ["predict", cars, cars], 2, /cars\.csv: expected JSON, got/],
    [
      "a place that cannot be written",
      () => ["--save", "/nowhere/model.json"],
      2,
      /expected a place that can be written, got none: make \/nowhere first/,
    ],
    [
      "a server that is not there",
      () => ["watch", "ws://127.0.0.1:1"],
      1,
      /got no answer: start one with `epochal serve`, or check the address/,
    ],
    [
      "an address that is none",
      () => ["watch", "localhost"],
      2,
      /expected a URL such as ws:\/\/localhost:8080, got "localhost"/,
    ],
    [
      "a server for all without a token",
      () => ["serve", "--host", "0.0.0.0"],
      2,
      /expected a token to listen on 0\.0\.0\.0/,
    ],
    [
      "a store that is none",
      () => ["serve", "--port", "0", "--store", csv("Dear diary, this is not a database at all")],
      1,
      /openLog: expected a file for the store/,
    ],
  ])("%s", async (_, args, exitCode, line) => {
    const { stderr, exitCode: code } = await epochal(...args());
    const said = stderr.trimEnd().split("\n");
    expect(said.at(-1)).toMatch(line);
    expect(said.at(-1)).toMatch(/^epochal: /);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(exitCode);
  });
});

describe("epochal serve and watch", () => {
  test("show the same run to two watchers, and the port is taken meanwhile", async () => {
    const server = start("serve", "--port", "0", "--speed", "1000");
    const url = await untilSaid(server.child.stderr, /(ws:\/\/\S+?);/);
    const [first, second] = await Promise.all([
      epochal("watch", url, "--every", "250"),
      epochal("watch", url, "--every", "250"),
    ]);
    expect(first).toEqual({ stdout: second.stdout, stderr: "", exitCode: 0 });
    expect(first.stdout).toBe(
      `Epoch 1, Loss: 41.5494
Epoch 250, Loss: 0.0320
Epoch 500, Loss: 0.0133
Epoch 750, Loss: 0.0097
Epoch 1000, Loss: 0.0090
completed 1000 epochs
`,
    );
    const taken = await epochal("serve", "--port", new URL(url).port);
    expect(taken.stderr).toMatch(
      /^epochal: serve: expected a free port, got 127\.0\.0\.1:\d+, which is in use: choose another port/,
    );
    expect(taken.exitCode).toBe(2);
    server.child.kill("SIGINT");
    expect((await server.ended).exitCode).toBe(0);
  });
});

test.each([[], ["train"], ["predict"], ["export"], ["serve"], ["watch"]])(
  "epochal %s --help says what there is",
  async (...args) => {
    const { stdout, stderr, exitCode } = await epochal(...args, "--help");
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(stdout).toMatch(/^Usage: epochal/);
  },
);
