import { describe, expect, test } from "vitest";
import { parseCsv } from "../csv/parse-csv.ts";
import { planFolds, type CrossValidationOptions } from "../plan-folds.ts";

const COUNT = 60;
/** Days in another order, of 12 patients with unequal numbers of rows; the day is an input as well. */
const table = parseCsv(
  `date,day,patient,y\n${Array.from({ length: COUNT }, (_, i) => {
    const day = (i * 17) % COUNT;
    const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
    return `${date},${day},p${Math.floor(Math.sqrt(2 * i))},${day + ((i * 7) % 5)}`;
  }).join("\n")}\n`,
);

function foldsOf(options: Omit<CrossValidationOptions, "target">) {
  const planned = planFolds(table, { target: "y", epochs: 1, ensemble: 1, ...options });
  return { rows: planned.rows, plans: Array.from(planned.plans()) };
}

/** The first input of the rows: the day. */
const daysOf = ({ x, inputs }: { x: Float64Array; inputs: number }) => Array.from(x).filter((_, k) => k % inputs === 0);

describe("folds by time", () => {
  const { rows, plans } = foldsOf({ folds: 4, split: { type: "time", column: "date" }, inputs: ["day"] });

  test("are predicted from the rows before them alone, and each row but the earliest once", () => {
    expect(rows).toBe(48);
    const tested = plans.flatMap(({ data }) => daysOf(data.test!));
    expect(tested.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 48 }, (_, i) => i + 12));
    for (const { data } of plans) {
      const learned = [...daysOf(data.train), ...daysOf(data.validation!)];
      expect(learned.toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: Math.min(...daysOf(data.test!)) }, (_, i) => i),
      );
    }
  });

  test("need as many times", () => {
    const alike = parseCsv(`x,t,y\n${Array.from({ length: 20 }, (_, i) => `${i},${i % 3},${i}`).join("\n")}`);
    expect(() => planFolds(alike, { target: "y", folds: 5, split: { type: "time", column: "t" } })).toThrow(
      'planFolds: expected more times in the column "t" than there are folds, 5: use fewer folds',
    );
  });
});

describe("folds by group", () => {
  const split = { type: "group", column: "patient" } as const;

  test("have all rows of a group, of a size as equal as the groups allow; the group is no input", () => {
    const { rows, plans } = foldsOf({ folds: 3, split, inputs: ["day"] });
    expect(rows).toBe(COUNT);
    expect(plans.map(({ data }) => data.test!.rows)).toEqual([20, 20, 20]);
    const patientOf = (day: number) => Math.floor(Math.sqrt(2 * ((day * 53) % COUNT)));
    const patients = plans.map(({ data }) => new Set(daysOf(data.test!).map(patientOf)));
    expect(patients.reduce((sum, { size }) => sum + size, 0)).toBe(new Set(patients.flatMap((one) => [...one])).size);
    const { plans: others } = foldsOf({ folds: 3, split });
    expect(others[0]!.data.columns!.inputs.map(({ name }) => name)).toEqual(["date", "day"]);
  });

  test("are the same for the same seed, and need as many groups", () => {
    const testOf = (seed: number) => foldsOf({ folds: 3, split, seed }).plans.map(({ data }) => daysOf(data.test!));
    expect(testOf(2)).toEqual(testOf(2));
    expect(() => foldsOf({ folds: 20, split })).toThrow('expected more groups in the column "patient" than');
  });

  test("cannot be by the target or an unknown column", () => {
    expect(() => foldsOf({ folds: 3, split: { type: "group", column: "y" } })).toThrow('"y" is the target');
    expect(() => foldsOf({ folds: 3, split: { type: "time", column: "t" } })).toThrow('no column "t" to split by');
  });
});
