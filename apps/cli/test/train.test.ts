import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fit, type ModelJson } from "@epochal/core";
import { crossValidate, namedRows, parseCsv, recipe, summarizeFolds } from "@epochal/data";
import { describe, expect, test } from "vitest";
import { cars, epochal, examples, start, temporaryFolder, waitForOutput } from "./harness/program.ts";

describe("epochal train", () => {
  test("reports missing cells, beats a straight line, and predicts the same from the saved model", async () => {
    const model = join(temporaryFolder(), "model.json");
    const { stdout, stderr, exitCode } = await epochal(
      "train",
      cars,
      "--target",
      "mpg",
      "--epochs",
      "20",
      "--save",
      model,
    );
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(
      /^epochal: 8 rows with a missing cell, left out: line 12 \(mpg\), line \d+ \(.*, and 5 more$/m,
    );

    const [, network, line] = /^network +(\S+) ± .*\nstraight line +(\S+) /m.exec(stdout)!;
    expect(Number(network)).toBeLessThan(Number(line));
    expect(stdout).toMatch(/^mpg: off by \d\.\d on average, on 398 rows that the model had not seen;$/m);

    const [, ...importance] = stdout
      .slice(stdout.indexOf("\nimportance: ") + 1)
      .trimEnd()
      .split("\n");
    expect(importance).toHaveLength(7 + 1);
    expect(importance[0]).toMatch(/^(weight|year) +\d\.\d{3} ± \d\.\d{3}$/);

    const { spec, data } = recipe(parseCsv(readFileSync(cars, "utf8")), { target: "mpg", epochs: 20 });
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

test("several targets have scores, predictions and bounds of their own, and one mean R²", async () => {
  const model = join(temporaryFolder(), "model.json");
  const quick = ["--ensemble", "2", "--epochs", "3", "--hidden", "4"];
  const { stdout } = await epochal("train", cars, "--target", "mpg,weight", ...quick, "--save", model);
  const r2 = [/^mpg .* (\S+)$/m, /^weight .* (\S+)$/m].map((line) => Number(line.exec(stdout)![1]));
  const mean = Number(/^mean R² of the 2 targets: (\S+) network/m.exec(stdout)![1]);
  expect(mean).toBeCloseTo((r2[0]! + r2[1]!) / 2, 3);
  const predicted = await epochal("predict", model, join(examples, "new-cars.csv"), "--interval", "80");
  expect(predicted.stdout.split("\n")[0]).toMatch(
    /,predicted_mpg,low_mpg,high_mpg,predicted_weight,low_weight,high_weight$/,
  );
  const folds = await epochal("train", cars, "--target", "mpg,weight", "--cv", "3");
  expect(folds).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("--cv predicts a single column") as string,
  });
});

describe("epochal train --cv", () => {
  const quick = ["train", cars, "--target", "mpg", "--ensemble", "2", "--epochs", "30", "--hidden", "8"];

  test("reports each fold, and the mean of all with its standard error; it trains no model", async () => {
    const { stdout, stderr, exitCode } = await epochal(...quick, "--cv", "3");
    expect(exitCode).toBe(0);
    // Diagnoses of a fold may come between.
    const notes = stderr.split("\n").filter((line) => / folds, each |: RMSE |mean ± standard error/.test(line));
    expect(notes).toHaveLength(5);
    expect(notes[0]).toMatch(/cars\.csv: 398 rows in 3 folds, each predicted from the others → mpg$/);
    expect(notes.slice(1, 4)).toEqual(
      [1, 2, 3].map((fold) =>
        expect.stringMatching(`^epochal: fold ${fold} of 3: RMSE \\d\\.\\d+, straight line \\d\\.\\d+$`),
      ),
    );
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^mpg +rows +RMSE +MAE +R²$/);
    expect(lines[1]).toMatch(/^3 folds +398 +\d\.\d{3} ± \d\.\d{3} .* network$/);
    expect(lines.slice(2).map((line) => line.split(/ {3,}/).at(-1))).toEqual([
      "straight line",
      "always the mean",
      "network − straight line",
    ]);
    const figures = lines.slice(1).map((line) => Number(/(-?\d+\.\d+) ±/.exec(line)![1]));
    expect(figures[0]! - figures[1]!).toBeCloseTo(figures[3]!, 2);
  });

  test("--format ndjson prints the same numbers as the library, in the order of the folds, with any --jobs", async () => {
    const args = [...quick, "--cv", "3", "--seed", "4", "--format", "ndjson"];
    const [{ stdout, exitCode }, one] = await Promise.all([
      epochal(...args, "--jobs", "3"),
      epochal(...args, "--jobs", "1"),
    ]);
    expect(one.stdout).toBe(stdout);
    const lines = stdout.trimEnd().split("\n");
    const table = parseCsv(readFileSync(cars, "utf8"));
    const options = { target: "mpg", ensemble: 2, epochs: 30, hidden: [8], seed: 4, folds: 3 };
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
    expect(stdout).toMatch(/^mpg .*\n2 folds [^]*\nEpoch \d+, [^]*\n398 unseen rows [^]*importance: /);
    expect(stderr.match(/column "name" left out/g)).toHaveLength(1);
    expect((JSON.parse(readFileSync(model, "utf8")) as ModelJson).format).toBe("epochal-model");
  });

  test("ends immediately on Ctrl-C", async () => {
    const { child, ended } = start("train", cars, "--target", "mpg", "--hidden", "600,600", "--cv", "5");
    await waitForOutput(child.stderr, /398 rows in 5 folds/);
    child.kill("SIGINT");
    const { stdout, stderr, exitCode } = await ended;
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 130 });
    expect(stderr).not.toContain("fold 1");
  });
});
