import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createDataset, dense, fit, fromSafetensors, parseModel, split, type ModelJson } from "@epochal/core";
import { crossValidate, namedRows, parseCsv, recipe, summarizeFolds } from "@epochal/data";
import { describe, expect, test } from "vitest";
import { epochal, examples, main, start, temporaryFolder, waitForOutput } from "./program.ts";

const cars = join(examples, "cars.csv");

describe("epochal in a pipe", () => {
  test("prints exactly the notebook's lines", async () => {
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

  test("prints every event as a line of JSON with --format ndjson", async () => {
    const { stdout } = await epochal("--format", "ndjson", "--epochs", "20");
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { seq: number; type: string });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    expect(events.filter(({ type }) => type === "epoch")).toHaveLength(20);
  });

  test("prints each diagnosis once, to standard error", async () => {
    const { stdout, stderr } = await epochal("--seed", "54"); // every unit dies with it
    expect(stderr).toMatch(/^epochal: layer 1 is dead: all of its 10 ReLU units are 0 for every row, .*\n$/);
    expect(stdout).not.toContain("dead");
    const lines = (await epochal("--format", "ndjson", "--seed", "54")).stdout.trimEnd().split("\n");
    const noticed = lines.map((line) => JSON.parse(line) as { type: string; rule?: string });
    expect(noticed.filter(({ type }) => type === "noticed")).toMatchObject([{ rule: "deadUnits" }]);
  });

  test("stops quietly when the reader of the pipe is gone", async () => {
    // So slow that no diagnosis comes before it notices.
    const { child, ended } = start("--epochs", "100000000", "--every", "1", "--speed", "1000");
    await waitForOutput(child.stdout, /Epoch 0/);
    child.stdout.destroy();
    expect(await ended).toMatchObject({ stderr: "", exitCode: 0 });
  });

  test("saves the model when the reader of the pipe is gone", async () => {
    const model = join(temporaryFolder(), "model.json");
    const { child, ended } = start("--epochs", "1000000000", "--every", "1", "--save", model);
    await waitForOutput(child.stdout, /Epoch 100/);
    child.stdout.destroy();
    expect(await ended).toMatchObject({ exitCode: 0 });
    expect((JSON.parse(readFileSync(model, "utf8")) as ModelJson).format).toBe("epochal-model");
  });

  test("a second signal quits, with the exit code of the first", async () => {
    const { child, ended } = start("train", cars, "--target", "mpg", "--hidden", "600,600");
    await waitForOutput(child.stdout, /Epoch 1,/);
    child.kill("SIGINT");
    child.kill("SIGTERM");
    // The system may deliver either signal first.
    expect([130, 143]).toContain((await ended).exitCode);
  });

  test("saves the model when it is interrupted", async () => {
    const model = join(temporaryFolder(), "model.json");
    const { child, ended } = start("--epochs", "1000000000", "--save", model);
    await waitForOutput(child.stdout, /Epoch 100/);
    child.kill("SIGINT");
    expect(await ended).toMatchObject({ exitCode: 130, stdout: expect.stringContaining("Predicted value") });
    expect((JSON.parse(readFileSync(model, "utf8")) as ModelJson).format).toBe("epochal-model");
  });
});

test("--seeds prints the first run in a pipe and compares all at the end", async () => {
  const { stdout, exitCode } = await epochal("--seeds", "2", "--epochs", "60");
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /^Epoch 0, .*\n1 notebook, seed 42 {2}best .* completed 60 epochs\n2 notebook, seed 43 {2}best .* completed 60 epochs\nbest of 2 seeds: \S+ ± \S+ .*\nPredicted value .*\n$/,
  );
  const wrong = await Promise.all([
    epochal("--seeds", "2", "--format", "ndjson"),
    epochal("train", cars, "--target", "mpg", "--seeds", "2", "--cv", "3"),
  ]);
  expect(wrong.map(({ exitCode: code }) => code)).toEqual([2, 2]);
  expect(wrong.map(({ stderr: said }) => said)).toEqual([
    "epochal: --seeds does not go with --format ndjson, which prints a single run: leave out one of them\n",
    "epochal: train: --cv and --seeds do not go together: leave out one\n",
  ]);
});

describe("epochal train", () => {
  test("reports missing cells, beats a straight line, and predicts the same from the saved model", async () => {
    const model = join(temporaryFolder(), "model.json");
    const { stdout, stderr, exitCode } = await epochal("train", cars, "--target", "mpg", "--save", model);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(
      /^epochal: 14 rows with a missing cell, left out: line 12 \(mpg\), line \d+ \(.*, and 11 more$/m,
    );

    const [, network, line] = /^test .*\n.*\n/m.exec(stdout)![0].match(/(\d+\.\d+) .*\n *(\d+\.\d+) /)!;
    expect(Number(network)).toBeLessThan(Number(line));

    const [, ...importance] = stdout
      .slice(stdout.indexOf("\nimportance: ") + 1)
      .trimEnd()
      .split("\n");
    expect(stdout).toContain("\nimportance: how much the RMSE on 59 test rows grows when a column is shuffled\n");
    expect(importance).toHaveLength(7);
    expect(importance[0]).toMatch(/^weight {7} *\d\.\d{3} ± \d\.\d{3}$/);

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

describe("epochal train --cv", () => {
  const quick = ["train", cars, "--target", "mpg", "--ensemble", "2", "--epochs", "30"];

  test("reports each fold, and the mean of all with its standard error; it trains no model", async () => {
    const { stdout, stderr, exitCode } = await epochal(...quick, "--cv", "3");
    expect(exitCode).toBe(0);
    // Diagnoses of a fold may come between.
    const notes = stderr.split("\n").filter((line) => / folds, each |: RMSE |mean ± standard error/.test(line));
    expect(notes).toHaveLength(5);
    expect(notes[0]).toMatch(/cars\.csv: 392 rows in 3 folds, each predicted from the others → mpg$/);
    expect(notes.slice(1, 4)).toEqual(
      [1, 2, 3].map((fold) =>
        expect.stringMatching(`^epochal: fold ${fold} of 3: RMSE \\d\\.\\d+, straight line \\d\\.\\d+$`),
      ),
    );
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^mpg +rows +RMSE +MAE +R²$/);
    expect(lines[1]).toMatch(/^3 folds +392 +\d\.\d{3} ± \d\.\d{3} .* network$/);
    expect(lines.slice(2).map((line) => line.split(/ {3,}/).at(-1))).toEqual([
      "straight line",
      "always the mean",
      "network − straight line",
    ]);
    const figures = lines.slice(1).map((line) => Number(/(-?\d+\.\d+) ±/.exec(line)![1]));
    expect(figures[0]! - figures[1]!).toBeCloseTo(figures[3]!, 2);
  });

  test("--format ndjson prints the same numbers as the library", async () => {
    const { stdout, exitCode } = await epochal(...quick, "--cv", "3", "--seed", "4", "--format", "ndjson");
    const lines = stdout.trimEnd().split("\n");
    const table = parseCsv(readFileSync(cars, "utf8"));
    const options = { target: "mpg", ensemble: 2, epochs: 30, seed: 4, folds: 3 };
    const scores = Array.from(crossValidate(table, options));
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      ...scores.map((fold) => ({ type: "fold", ...fold })),
      { type: "crossValidation", ...summarizeFolds(scores) },
    ]);
    expect(exitCode).toBe(0);
  });

  test("also trains the model with --save", async () => {
    const model = join(temporaryFolder(), "model.json");
    const { stdout, stderr, exitCode } = await epochal(...quick, "--cv", "2", "--save", model);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^mpg .*\n2 folds [^]*\nEpoch 30, [^]*\ntest  [^]*importance: /);
    expect(stderr.match(/column "name" left out/g)).toHaveLength(1);
    expect((JSON.parse(readFileSync(model, "utf8")) as ModelJson).format).toBe("epochal-model");
  });

  test("ends immediately on Ctrl-C", async () => {
    const { child, ended } = start("train", cars, "--target", "mpg", "--hidden", "600,600", "--cv", "5");
    await waitForOutput(child.stderr, /392 rows in 5 folds/);
    child.kill("SIGINT");
    const { stdout, stderr, exitCode } = await ended;
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 130 });
    expect(stderr).not.toContain("fold 1");
  });
});

describe("epochal predict", () => {
  test("prints bounds with --interval, and skips rows with missing cells", async () => {
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
    expect(rows.at(-1)).toEqual(["", "", ""]);
    expect(stderr).toBe("epochal: line 12: displacement is missing; not predicted\n");
    const unknown = await epochal("predict", model, table, "--interval", "100");
    expect(unknown.stderr).toContain("Give a number between 0 and 100.");
  });
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

describe("an error is one line that says what to do", () => {
  const folder = () => temporaryFolder();
  const csv = (content: string | Buffer) => {
    const file = join(folder(), "table.csv");
    writeFileSync(file, content);
    return file;
  };
  const rows = Array.from({ length: 30 }, (_, i) => `${i},${3 * i + 2}`).join("\n");

  test.each<[string, () => string[], number, RegExp]>([
    [
      "an unknown column",
      () => ["train", cars, "--target", "mgp"],
      2,
      /expected target among name, mpg, .*, got "mgp": did you mean "mpg"\?/,
    ],
    [
      "an unknown input",
      () => ["train", cars, "--target", "mpg", "--inputs", "wieght"],
      2,
      /got "wieght": did you mean "weight"\?/,
    ],
    [
      "a cell that is not a number",
      () => ["train", csv(`x,y\n${rows}\nabc,3\n`), "--target", "y"],
      2,
      /expected a number in column "x", line 32, got "abc"/,
    ],
    [
      "an empty file",
      () => ["train", csv(""), "--target", "y"],
      2,
      /table\.csv: the text is empty; its first line should name the columns/,
    ],
    [
      "a file of column names alone",
      () => ["train", csv("x,y\n"), "--target", "y"],
      2,
      /table\.csv: expected at least 1 row below the column names, got 0/,
    ],
    [
      "a file without column names",
      () => ["train", csv(`${rows}\n`), "--target", "y"],
      2,
      /expected target among 0, 2, got "y": does the table begin with a line of column names\?/,
    ],
    [
      "a column name twice",
      () => ["train", csv("x,y,x\n1,2,3\n"), "--target", "y"],
      2,
      /table\.csv: column name "x" occurs twice, in columns 1 and 3/,
    ],
    [
      "a single row",
      () => ["train", csv("x,y\n1,2\n"), "--target", "y"],
      2,
      /expected at least 10 rows without missing cells, got 1/,
    ],
    [
      "the target among the inputs",
      () => ["train", cars, "--target", "mpg", "--inputs", "weight,mpg"],
      2,
      /"mpg" cannot be both target and input/,
    ],
    [
      "a target that is text",
      () => ["train", cars, "--target", "origin"],
      2,
      /expected a number in column "origin", line 2, got "USA": numeric columns are mpg, cylinders, /,
    ],
    [
      "a name in each row and nothing else",
      () => ["train", csv(`x,y\n${rows.replaceAll(/^/gm, "name ")}\n`), "--target", "y"],
      2,
      /no column to learn from: column "x" left out: it has 30 different texts in 30 rows/,
    ],
    [
      "a cell that is infinite",
      () => ["train", csv(`x,y\n${rows}\n-inf,3\n`), "--target", "y"],
      2,
      /expected a number in column "x", line 32, got "-inf"/,
    ],
    [
      "decimal commas between semicolons",
      () => ["train", csv(`x;y\n${rows.replaceAll(",", ";").replaceAll(/$/gm, ",5")}\n`), "--target", "y"],
      2,
      /column "y", line 2, got "2,5": write numbers as 1234\.5, with a point and no comma/,
    ],
    [
      "decimal commas between quotes",
      () => ["train", csv(`x,y\n${rows.replaceAll(/^(\d+)/gm, '"$1,25"')}\n`), "--target", "y"],
      2,
      /column "x", line 2, got "0,25": write numbers as 1234\.5/,
    ],
    [
      "UTF-16",
      () => ["train", csv(Buffer.from(`\uFEFFx,y\n${rows}\n`, "utf16le")), "--target", "y"],
      2,
      /table\.csv: this is text in UTF-16: save it as UTF-8/,
    ],
    [
      "UTF-16 without its mark",
      () => ["train", csv(Buffer.from(`x,y\n${rows}\n`, "utf16le").swap16()), "--target", "y"],
      2,
      /this is text in UTF-16: save it as UTF-8/,
    ],
    [
      "an old encoding",
      () => ["train", csv(Buffer.from(`x,y\n${rows}\n1,größe\n`, "latin1")), "--target", "y"],
      2,
      /line 32 is not UTF-8: save the file as UTF-8/,
    ],
    [
      "a spreadsheet",
      () => ["train", csv(Buffer.from("PK\u0003\u0004...")), "--target", "y"],
      2,
      /this is a spreadsheet or a zip file: save the table as CSV first/,
    ],
    [
      "a learning rate at which a table's training diverges",
      () => ["train", cars, "--target", "mpg", "--learning-rate", "100", "--epochs", "200"],
      3,
      /the learning rate 100 is probably too large, try a tenth of it/,
    ],
    [
      "more folds than rows",
      () => ["train", cars, "--target", "mpg", "--cv", "393"],
      2,
      /cars\.csv: expected from 2 to 392 folds of 392 rows, got 393/,
    ],
    [
      "a single fold",
      () => ["train", cars, "--target", "mpg", "--cv", "1"],
      2,
      /'--cv <n>' argument '1' is invalid\. Give a whole number of at least 2\./,
    ],
    [
      "a missing file",
      () => ["train", "/nowhere.csv", "--target", "y"],
      2,
      /\/nowhere\.csv: no such file: check the path/,
    ],
    [
      "no target",
      () => ["train", cars],
      2,
      /cars\.csv: name the column to predict with --target; columns: name, mpg, cylinders, /,
    ],
    [
      "no table",
      () => ["train", "--target", "mpg"],
      2,
      /train: name a CSV file to train on, or a checkpoint with --resume/,
    ],
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
      /the target "y" is always 5, so there is nothing to learn/,
    ],
    [
      "an enormous network",
      () => ["train", cars, "--target", "mpg", "--hidden", "1e9"],
      2,
      /Give a whole number from 1 to 10000\./,
    ],
    ["a second table", () => ["train", cars, cars, "--target", "mpg"], 2, /too many arguments/],
    ["a target without a table", () => ["serve", "--target", "mpg"], 2, /--target works with a CSV file: add a file/],
    ["an unknown command", () => ["trian", cars], 2, /unknown command "trian": did you mean train\?$/],
    [
      "an unknown command with its options",
      () => ["tarin", cars, "--target", "mpg"],
      2,
      /unknown command "tarin": did you mean train\?$/,
    ],
    [
      "an unknown command behind an option",
      () => ["--seed", "3", "diary"],
      2,
      /unknown command "diary": commands are train, predict, .*; --help explains them$/,
    ],
    ["an unknown option", () => ["--epoch", "3"], 2, /unknown option '--epoch'.*--epochs/],
    ["epochs that are not a number", () => ["--epochs", "many"], 2, /Give a whole number of at least 1\./],
    [
      "a learning rate that diverges",
      () => ["--learning-rate", "100"],
      3,
      /the learning rate 100 is probably too large, try/,
    ],
    ["a file that is not a model", () => ["predict", cars, cars], 2, /cars\.csv: expected JSON, got/],
    [
      "a folder that does not exist",
      () => ["--save", "/nowhere/model.json"],
      2,
      /the folder \/nowhere does not exist or cannot be written: make it first/,
    ],
    [
      "saving the model over its table",
      () => {
        const table = csv(`x,y\n${rows}\n,3\n`);
        return ["train", table, "--target", "y", "--save", table];
      },
      2,
      /^epochal: \S+table\.csv: this file exists and is not a model: choose another name$/,
    ],
    [
      "exporting over the model",
      () => {
        const model = join(folder(), "m.js");
        writeFileSync(model, '{"format": "epochal-model"}');
        return ["export", model, model];
      },
      2,
      /m\.js: this file exists and is not a module written by export: choose another name/,
    ],
    [
      "no server at the address",
      () => ["watch", "ws://127.0.0.1:1"],
      1,
      /got no answer: start one with `epochal serve`, or check the address/,
    ],
    [
      "an invalid address",
      () => ["watch", "localhost"],
      2,
      /expected a URL such as ws:\/\/localhost:8080, got "localhost"/,
    ],
    [
      "serving to other machines without a token",
      () => ["serve", "--host", "0.0.0.0"],
      2,
      /listening on 0\.0\.0\.0 needs a token/,
    ],
    [
      "a file that is not a store",
      () => ["serve", "--port", "0", "--store", csv("Dear diary, this is not a database at all")],
      2,
      /^epochal: expected a file for the store/,
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

test("under `npm start`, hints can be typed as printed, and options that npm took are reported", () => {
  const npmStart = (args: string[], config = {}) => {
    const env = { ...process.env, npm_lifecycle_event: "start", ...config };
    const { stderr, status } = spawnSync(process.execPath, [main, ...args], { encoding: "utf8", env });
    return { said: stderr.trimEnd().split("\n"), status };
  };
  expect(npmStart(["train", cars, "mpg"], { npm_config_target: "true" })).toEqual({
    said: [
      expect.stringContaining("too many arguments for 'train'"),
      "epochal: npm took --target for itself: write -- before the command and its options: npm start -- train …",
    ],
    status: 2,
  });
  const hints = npmStart(["compare", "runs.db"]).said;
  expect(hints).toEqual([
    expect.stringMatching(/terminal to draw in: try `npm start -- runs list runs\.db` or `npm start -- runs /),
  ]);
});

describe("epochal serve and watch", () => {
  test("show the same run to two viewers; a second server cannot use the port", async () => {
    const server = start("serve", "--port", "0", "--speed", "1000");
    const url = await waitForOutput(server.child.stderr, /(ws:\/\/\S+) /);
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
      /^epochal: serve: cannot listen on 127\.0\.0\.1:\d+: the port is in use; choose another one/,
    );
    expect(taken.exitCode).toBe(2);
    server.child.kill("SIGINT");
    expect((await server.ended).exitCode).toBe(0);
  });
});

test.each([[], ["train"], ["predict"], ["export"], ["serve"], ["start"], ["watch"]])(
  "epochal %s --help prints its usage",
  async (...args) => {
    const { stdout, stderr, exitCode } = await epochal(...args, "--help");
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(stdout).toMatch(/^Usage: epochal/);
  },
);
