import { describe, expect, test } from "vitest";
import { parseCsv } from "../csv/parse-csv.ts";
import { describeNote } from "../note.ts";
import { recipe } from "../recipe.ts";
import { appendRows } from "../table/table.ts";
import type { TestSplit } from "./split-by-column.ts";

const COUNT = 60;
/** 60 days in the order of `dayOf`, of 12 patients with five rows each. */
const tableOf = (dayOf: (i: number) => number) => {
  const rows = Array.from({ length: COUNT }, (_, i) => {
    const day = dayOf(i);
    const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
    return `${date},p${i % 12},${day % 7},${day + ((i * 7) % 5)}`;
  });
  return parseCsv(`date,patient,x,y\n${rows.join("\n")}\n`);
};
const shuffled = tableOf((i) => (i * 17) % COUNT);
const plan = (split: TestSplit, options: object = {}) =>
  recipe(shuffled, { target: "y", ensemble: 1, epochs: 1, split, ...options });

describe("a split of the rows", () => {
  test("by time tests on the latest rows", () => {
    const { data } = plan({ type: "time", column: "date" });
    const daysOf = ({ x, inputs }: { x: Float64Array; inputs: number }) =>
      Array.from(x).filter((_, k) => k % inputs === 0);
    const test = daysOf(data.test!);
    expect(test).toHaveLength(9);
    expect(Math.min(...test)).toBe(Math.max(...daysOf(data.train), ...daysOf(data.validation!)) + 1);
  });

  test("sets the rows that select the best epoch apart in the same way, for each network of an ensemble", () => {
    const options = { ensemble: 3, inputs: ["patient"] };
    const byTime = plan({ type: "time", column: "date" }, { ensemble: 3 });
    expect([byTime.spec.network.members, byTime.spec.folds]).toEqual([3, undefined]);
    const daysOf = ({ x, inputs }: { x: Float64Array; inputs: number }) => x.filter((_, k) => k % inputs === 0);
    const [train, validation, test] = [byTime.data.train, byTime.data.validation!, byTime.data.test!].map(daysOf);
    expect(Math.max(...train!)).toBeLessThan(Math.min(...validation!));
    expect(Math.max(...validation!)).toBeLessThan(Math.min(...test!));
    const { data } = plan({ type: "group", column: "patient" }, options);
    // Each column is 1 for one of the patients.
    const patientsOf = ({ x, inputs }: { x: Float64Array; inputs: number }) =>
      new Set(Array.from(x.keys()).flatMap((k) => (x[k] === 1 ? [k % inputs] : [])));
    const chosen = patientsOf(data.validation!);
    expect(chosen.size).toBeGreaterThan(0);
    expect([...patientsOf(data.train)].filter((patient) => chosen.has(patient))).toEqual([]);
  });

  test("by group selects the best epoch on random rows if the test leaves a single group", () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i < 30 ? "a" : "b"},${i},${i % 7}`).join("\n");
    const split = { type: "group", column: "g" } as const;
    const { data } = recipe(parseCsv(`g,x,y\n${rows}`), { target: "y", ensemble: 1, split });
    expect(data.validation!.rows).toBeGreaterThan(0);
    expect(data.train.rows).toBeGreaterThan(0);
  });

  test("by time keeps rows of the same time together", () => {
    expect(plan({ type: "time", column: "x" }).data.test!.rows).toBeGreaterThan(9 - 1);
    const alike = parseCsv(`x,t,y\n${Array.from({ length: 20 }, (_, i) => `${i},1,${i}`).join("\n")}`);
    expect(() => recipe(alike, { target: "y", split: { type: "time", column: "t" } })).toThrow(
      "recipe: the split leaves 0 rows for training and 20 for the test",
    );
  });

  test("by group has all rows of a group in one part; the group is no input, unless it is named", () => {
    const { data } = plan({ type: "group", column: "patient" });
    expect(data.test!.rows).toBe(10);
    expect(data.columns!.inputs.map(({ name }) => name)).toEqual(["date", "x"]);
    const named = plan({ type: "group", column: "patient" }, { inputs: ["patient", "x"] }).data;
    const { inputs } = named.train;
    const groupsOf = ({ x }: { x: Float64Array }) =>
      new Set(
        Array.from({ length: x.length / inputs }, (_, i) => String(x.slice(i * inputs, (i + 1) * inputs - 1))).filter(
          (key) => key.includes("1"),
        ),
      );
    const trained = groupsOf({ x: Float64Array.of(...named.train.x, ...named.validation!.x) });
    expect([...groupsOf(named.test!)].filter((group) => trained.has(group))).toEqual([]);
  });

  test("by another table tests on its rows, whose columns are found by name", () => {
    const others = parseCsv("y,x,patient,date,more\n5,1,p1,2024-05-01,0\n6,2,p9,2024-05-02,0\n");
    const { data } = recipe(appendRows(shuffled, others), {
      target: "y",
      ensemble: 1,
      split: { type: "last", rows: 2 },
    });
    expect(Array.from(data.test!.y)).toEqual([5, 6]);
    expect(data.train.rows + data.validation!.rows).toBe(COUNT);
    expect(() => appendRows(shuffled, parseCsv("x,y\n1,2\n"))).toThrow('expected a column "date", got x, y');
  });

  test("random sets rows apart that an ensemble does not train on, whether or not rows are dropped", () => {
    for (const missing of ["impute", "drop"] as const) {
      const { spec, data } = plan({ type: "random" }, { missing, ensemble: 5 });
      expect(spec.folds).toBe(true);
      expect(data.test!.rows).toBe(Math.round(0.15 * COUNT));
      expect(data.train.rows + data.test!.rows).toBe(COUNT);
      expect(data.validation).toBeUndefined();
    }
  });

  test.each([
    [{ type: "time", column: "when" }, 'no column "when" to split by; columns: date, patient, x, y'],
    [{ type: "time", column: "y" }, '"y" is the target: split by another column'],
    [{ type: "group", column: "y" }, '"y" is the target: split by another column'],
    [{ type: "time", column: "patient" }, 'the column "patient" to split by holds neither dates nor numbers'],
  ] as const)("%j is rejected", (split, message) => {
    expect(() => plan(split)).toThrow(`recipe: ${message}`);
  });
});

test("rows in the order of a date, and groups in both parts, are remarked on; with a split they are not", () => {
  const remarks = (table: typeof shuffled, split?: TestSplit) =>
    recipe(table, { target: "y", ensemble: 1, ...(split && { split }) })
      .notes.filter(({ type }) => type === "orderedInTime" || type === "groupsSplit")
      .map(describeNote);
  const group =
    'rows with the same "patient" are in both training and test: to test on new ones, use --split group:patient';
  expect(remarks(shuffled)).toEqual([group]);
  for (const ordered of [tableOf((i) => i), tableOf((i) => COUNT - i)]) {
    expect(remarks(ordered)).toEqual([expect.stringMatching(/order of "date".*--split time:date$/), group]);
    expect(remarks(ordered, { type: "time", column: "date" })).toEqual([]);
  }
});
