import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { cars, epochal, main, temporaryFolder } from "./harness/program.ts";

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
      /no column "mgp"; columns: name, mpg, .*: did you mean "mpg"\?/,
    ],
    [
      "a target without its name",
      () => ["train", cars, "--target"],
      2,
      /^epochal: --target needs a value: --target <column>$/m,
    ],
    [
      "an unknown input",
      () => ["train", cars, "--target", "mpg", "--inputs", "wieght"],
      2,
      /no column "wieght"; columns: .*: did you mean "weight"\?/,
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
      /no column "y"; columns: 0, 2: does the table begin with a line of column names\?/,
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
      /expected at least 10 rows with a target, got 1/,
    ],
    [
      "a number that is too large",
      () => ["train", csv(`x,y\n${rows}\n1,-1e200\n`), "--target", "y"],
      2,
      /table\.csv: expected a number within ±1e\+100 in column "y", line 32, got -1e\+200: correct it$/,
    ],
    [
      "the target among the inputs",
      () => ["train", cars, "--target", "mpg", "--inputs", "weight,mpg"],
      2,
      /"mpg" cannot be both target and input/,
    ],
    [
      "a target with a text of its own in most rows",
      () => ["train", cars, "--target", "name"],
      2,
      /the target "name" has 311 different values in 406 rows, such as "[^"]+": expected numbers, or classes .* numeric columns are mpg, cylinders, /,
    ],
    [
      "a name in each row and nothing else",
      () => ["train", csv(`x,y\n${rows.replaceAll(/^/gm, "name ")}\n`), "--target", "y"],
      2,
      /no column to learn from: column "x" left out: it has 30 different texts in 30 rows/,
    ],
    [
      "a gzip file that is cut",
      () => ["train", csv(gzipSync(`x,y\n${rows}\n`).subarray(0, 60)), "--target", "y"],
      2,
      /table\.csv: the gzip file is damaged: unexpected end of file: get it again$/,
    ],
    [
      "a zstd file that is damaged",
      () => ["train", csv(Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3)), "--target", "y"],
      2,
      /table\.csv: the zstd file is damaged: .*: get it again$/,
    ],
    [
      "a spreadsheet",
      () => ["train", csv(Buffer.from("PK\u0003\u0004...")), "--target", "y"],
      2,
      /this is a spreadsheet or a zip file: save the table as CSV first/,
    ],
    [
      "a learning rate at which a table's training diverges",
      () => ["train", cars, "--target", "mpg", "--learning-rate", "1e100", "--epochs", "200"],
      3,
      /the learning rate 1e\+100 is probably too large, try a tenth of it/,
    ],
    [
      "more folds than rows",
      () => ["train", cars, "--target", "mpg", "--cv", "399"],
      2,
      /cars\.csv: expected from 2 to 398 folds of 398 rows, got 399/,
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
      /train: name a file to train on, or a checkpoint with --resume/,
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
    ["a value of two lines", () => ["--epochs", "1\n2"], 2, /argument '1\S+2' is invalid\. Give a whole number/],
    [
      "an enormous network",
      () => ["train", cars, "--target", "mpg", "--hidden", "1e9"],
      2,
      /Give a whole number from 1 to 10000\./,
    ],
    ["a second table", () => ["train", cars, cars, "--target", "mpg"], 2, /too many arguments/],
    ["a target without a table", () => ["serve", "--target", "mpg"], 2, /--target works with a table: add a file/],
    ["an unknown command", () => ["trian", cars], 2, /unknown command "trian": did you mean train\?$/],
    ["help on an unknown command", () => ["help", "trian"], 2, /unknown command "trian": did you mean train\?$/],
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
      /unknown command "diary": commands are train, search, .*; --help explains them$/,
    ],
    ["an option given twice", () => ["--seed", "1", "--seed", "2"], 2, /--seed is given twice: leave out one$/],
    [
      "a list in two options",
      () => ["train", cars, "--target", "mpg", "--inputs", "year", "--inputs", "weight"],
      2,
      /--inputs is given twice: name all columns in one, with commas between$/,
    ],
    ["an option and its opposite", () => ["--ascii", "--no-ascii"], 2, /--ascii and --no-ascii do not go together/],
    [
      "a loss for classes with numbers",
      () => ["train", cars, "--target", "mpg", "--loss", "binaryCrossEntropy"],
      2,
      /cars\.csv: the loss "binaryCrossEntropy" is for classes, and the target is a number/,
    ],
    [
      "an option that a request to a server cannot carry",
      () => ["start", "ws://127.0.0.1:1", "--table", "a.csv", "--target", "y", "--batch-size", "3"],
      2,
      /start: --batch-size and --table do not go together: leave out one$/,
    ],
    ["an unknown option", () => ["--epoch", "3"], 2, /unknown option '--epoch'.*--epochs/],
    ["epochs that are not a number", () => ["--epochs", "many"], 2, /Give a whole number of at least 1\./],
    [
      "a learning rate that diverges",
      () => ["--learning-rate", "100"],
      3,
      /the learning rate 100 is probably too large, try/,
    ],
    [
      "a file that is not a model",
      () => ["predict", cars, cars],
      2,
      /cars\.csv: this is not a model: name a file written with --save$/,
    ],
    [
      "a folder that does not exist",
      () => ["--save", "/nowhere/model.json"],
      2,
      /the folder \/nowhere does not exist or cannot be written: make it first/,
    ],
    [
      "a folder that takes no files, before the training",
      () => ["train", cars, "--target", "mpg", "--save", "/proc/x.json"],
      2,
      /^epochal: \/proc\/x\.json: the folder \/proc does not exist or cannot be written: make it first, or choose another$/,
    ],
    [
      "a file that takes no model, after the training",
      () => ["--epochs", "5", "--save", "/proc/self/oom_score_adj"],
      2,
      /^epochal: \/proc\/self\/oom_score_adj: the model cannot be written: EINVAL/,
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

test("under `npm start`, hints can be typed as printed, and options that npm took are reported", async () => {
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
  const store = join(temporaryFolder(), "runs.db");
  await epochal("--epochs", "5", "--store", store);
  expect(npmStart(["replay", store, "unknown"]).said).toEqual([
    expect.stringContaining(`: \`npm start -- runs list ${store}\` shows all ids`),
  ]);
});

test.each([[], ["train"], ["predict"], ["export"], ["serve"], ["start"], ["watch"]])(
  "epochal %s --help prints its usage",
  async (...args) => {
    const { stdout, stderr, exitCode } = await epochal(...args, "--help");
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(stdout).toMatch(/^Usage: epochal/);
  },
);
