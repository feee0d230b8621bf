import { createRandom } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { describeNote } from "./note.ts";
import { planFolds, type FoldPlan } from "./plan-folds.ts";
import { recipe } from "./recipe.ts";
import { tableFromRows, type JsonRow } from "./table/table.ts";

/** Rows that are all different, so that they can be identified. */
const rowsOf = (count: number): JsonRow[] => Array.from({ length: count }, (_, i) => ({ x: i, y: i * i }));
const plansOf = (rows: readonly JsonRow[], options: { folds?: number; seed?: number } = {}): FoldPlan[] =>
  Array.from(planFolds(tableFromRows(rows), { target: "y", ...options }).plans());
const xOf = ({ data }: FoldPlan) => ({ train: Array.from(data.train.x), test: Array.from(data.test!.x) });
const ascending = (values: readonly number[]) => values.toSorted((a, b) => a - b);

describe("planFolds", () => {
  test("every row is held out once and trained on in all other folds; fold sizes differ by at most one", () => {
    const all = rowsOf(23).map(({ x }) => x as number);
    const plans = plansOf(rowsOf(23), { folds: 4 });
    expect(plans.map(({ fold, folds }) => [fold, folds])).toEqual([1, 2, 3, 4].map((fold) => [fold, 4]));
    expect(plans.map(({ data }) => data.test!.rows)).toEqual([6, 6, 6, 5]);
    expect(ascending(plans.flatMap((plan) => xOf(plan).test))).toEqual(all);
    for (const plan of plans) expect(ascending([...xOf(plan).train, ...xOf(plan).test])).toEqual(all);
  });

  test("rows are dealt by the seed, into ten folds by default", () => {
    const dealt = (seed: number) => plansOf(rowsOf(40), { seed }).map((plan) => xOf(plan).test);
    expect(dealt(1)).toHaveLength(10);
    expect(dealt(1)).toEqual(dealt(1));
    expect(dealt(2)).not.toEqual(dealt(1));
  });

  test("the number of folds may equal the number of rows", () => {
    expect(plansOf(rowsOf(12), { folds: 12 }).map(({ data }) => data.test!.rows)).toEqual(Array<number>(12).fill(1));
  });

  test("the training is the recipe's, with validation rows if the recipe has them, and no further test rows", () => {
    const [small] = plansOf(rowsOf(50), { seed: 3 });
    expect(small.spec).toMatchObject({ folds: true, seed: 3, network: { members: 10 } });
    expect([small.data.train.rows, small.data.validation, small.data.test!.rows]).toEqual([45, undefined, 5]);
    const { spec } = recipe(tableFromRows(rowsOf(50)), { target: "y" });
    expect(small.spec.network).toEqual(spec.network);
    const [single] = planFolds(tableFromRows(rowsOf(1200)), { target: "y", folds: 2, ensemble: 1 }).plans();
    expect(single!.spec.folds).toBeUndefined();
    // 15 of the 85 % that the recipe has left after setting test rows apart.
    expect([single!.data.train.rows, single!.data.validation!.rows, single!.data.test!.rows]).toEqual([494, 106, 600]);
  });

  test("held-out rows do not influence the fold's training", () => {
    const random = createRandom(1);
    const rows = Array.from({ length: 30 }, (_, i) => ({ x: i, kind: i % 2 ? "odd" : "even", y: random.randn() }));
    const [before] = plansOf(rows, { folds: 3 });
    const held = new Set(before.data.test!.x.filter((_, k) => k % 3 === 0));
    // A new category, a different size and target in every held-out row; the other rows stay the same.
    const changed = rows.map((row) => (held.has(row.x) ? { x: 1e6 + row.x, kind: "new", y: 1000 } : row));
    const [after, other] = plansOf(changed, { folds: 3 });
    expect(after.spec).toEqual(before.spec);
    expect(after.data.train).toEqual(before.data.train);
    expect(after.data.columns).toEqual(before.data.columns);
    expect(other.data.columns?.inputs[1]).toMatchObject({ values: ["even", "new", "odd"] });
  });

  test("a held-out category that no other fold has is scored, with a note", () => {
    const rows = rowsOf(30).map((row, i) => ({ ...row, kind: i === 7 ? "rare" : ["a", "b"][i % 2]! }));
    const plans = Array.from(planFolds(tableFromRows(rows), { target: "y", folds: 30 }).plans());
    const lonely = plans.filter(({ notes }) => notes.length > 0);
    expect(lonely.map(({ notes }) => notes.map(describeNote))).toEqual([
      ['column "kind": "rare" in 1 of 1 row (row 8); an average value is used'],
    ]);
    expect(plans.map(({ data }) => data.test!.rows)).toEqual(Array<number>(30).fill(1));
  });

  test("a held-out text in a column that is numeric in all other folds is scored, with a note", () => {
    // With this seed rows 1 and 2 are in the first fold.
    const rows = rowsOf(12).map((row, i) => ({ ...row, z: i < 2 ? "high" : (i * 7) % 5 }));
    const { plans } = planFolds(tableFromRows(rows), { target: "y", inputs: ["x", "z"], folds: 2, seed: 2 });
    const [first] = plans();
    expect(first!.data.columns!.inputs[1]).toEqual({ name: "z", kind: "number", unknown: [1] });
    expect(first!.notes.map(describeNote)).toEqual([
      'column "z": "high" and the like in 2 of 6 rows (row 1, row 2); its median 1 is used',
    ]);
    expect(first!.data.test!.rows).toBe(6);
  });

  test("rows without a target get one note, and are not dealt; rows with another missing cell are", () => {
    const rows: JsonRow[] = [...rowsOf(20), { x: 20, y: null }, { x: null, y: 1 }];
    const { rows: dealt, notes } = planFolds(tableFromRows(rows), { target: "y", folds: 2 });
    expect(dealt).toBe(21);
    expect(notes.map(describeNote)).toEqual([
      'column "x": missing in 1 of 21 rows (row 22); its median 9.5 is used',
      "row 21: y is missing; row left out",
    ]);
  });

  test("rejects an impossible number of folds, and tables that the recipe rejects", () => {
    for (const folds of [1, 2.5, 13]) {
      expect(() => planFolds(tableFromRows(rowsOf(12)), { target: "y", folds })).toThrow(
        new RangeError(`planFolds: expected from 2 to 12 folds of 12 rows, got ${folds}`),
      );
    }
    expect(() => planFolds(tableFromRows(rowsOf(9)), { target: "y" })).toThrow("expected at least 10 rows");
  });

  test("a fold that leaves nothing to learn from is named in the error", () => {
    // x is the same in all rows except one; without that row no column is left.
    const rows = rowsOf(12).map(({ y }, i) => ({ x: i === 5 ? 1 : 0, y }));
    expect(() => plansOf(rows, { folds: 12 })).toThrow(
      /^planFolds: fold \d+ of 12: no column to learn from: column "x" left out/,
    );
  });
});
