import { expect, test } from "vitest";
import { encodeTable } from "../encode-table.ts";
import { parseCsv } from "../csv/parse-csv.ts";
import { planFolds } from "../plan-folds.ts";
import { recipe } from "../recipe.ts";
import { tableFromRows } from "../table/table.ts";

const tableOf = (cells: readonly string[]) => parseCsv(`x,y\n${cells.map((cell, i) => `${i},${cell}`).join("\n")}\n`);

test("texts are classes: two become 0 and 1, more are one-hot encoded, and a row without one is left out", () => {
  const two = encodeTable(tableOf(["ill", "well", "NA", "ill", "well"]), { target: "y" });
  expect(two.columns).toMatchObject({ targets: ["y"], classes: ["ill", "well"] });
  expect(two.dataset).toMatchObject({ rows: 4, outputs: 1, y: Float64Array.of(0, 1, 0, 1) });
  expect(two.notes).toMatchObject([
    {
      type: "classes",
      classes: [
        { name: "ill", rows: 2 },
        { name: "well", rows: 2 },
      ],
    },
    { type: "rowLeftOut", line: 4, column: "y", reason: "missing" },
  ]);
  const three = encodeTable(tableOf(["b", "a", "c", "a", "b", "c"]), { target: "y" });
  expect(three.columns.classes).toEqual(["a", "b", "c"]);
  expect(Array.from(three.dataset.y.subarray(0, 6))).toEqual([0, 1, 0, 1, 0, 0]);
});

test.each([
  ["no, yes", ["yes", "no", "yes", "no"], ["no", "yes"], [1, 0, 1, 0]],
  ["different spellings", ["True", "FALSE", "true", "False"], ["FALSE", "True"], [1, 0, 1, 0]],
  ["a number among texts", ["low", "3", "low", "3"], ["3", "low"], [1, 0, 1, 0]],
])("%s are classes by themselves, named by the first cell", (_what, cells, classes, y) => {
  const { columns, dataset } = encodeTable(tableOf(cells), { target: "y" });
  expect(columns.classes).toEqual(classes);
  expect(Array.from(dataset.y)).toEqual(y);
});

test("booleans in records are classes", () => {
  const rows = [true, false, true, false].map((y, x) => ({ x, y }));
  expect(encodeTable(tableFromRows(rows), { target: "y" }).columns.classes).toEqual(["false", "true"]);
});

test("numbers are classes on request, in the order of their size", () => {
  const table = tableOf(["10", "9", "10.0", "9", "2", "2"]);
  expect(encodeTable(table, { target: "y" }).columns.classes).toBeUndefined();
  expect(encodeTable(table, { target: "y", classes: true }).columns.classes).toEqual(["2", "9", "10"]);
});

test("0 and 1 are classes by themselves, which a note says, unless the option or a loss of numbers says otherwise", () => {
  const cells = ["0", "1", "1.0", "0", "", "1", "0", "1", "1", "0", "1", "0"];
  const binary = tableOf(cells);
  const { columns, notes } = encodeTable(binary, { target: "y" });
  expect(columns.classes).toEqual(["0", "1"]);
  expect(notes).toContainEqual({ type: "zeroOrOne", column: "y" });
  const numbers = encodeTable(binary, { target: "y", classes: false });
  expect(numbers.columns.classes).toBeUndefined();
  expect(numbers.notes.map(({ type }) => type)).not.toContain("zeroOrOne");
  expect(encodeTable(tableOf(["0", "0", "2", "1"]), { target: "y" }).columns.classes).toBeUndefined();
  expect(recipe(binary, { target: "y" }).spec.loss).toBe("binaryCrossEntropy");
  expect(recipe(binary, { target: "y", loss: "huber" }).data.columns?.classes).toBeUndefined();
});

test("several targets of 0 and 1 are numbers", () => {
  const rows = Array.from({ length: 12 }, (_, x) => ({ x, a: x % 2, b: Math.floor(x / 2) % 2 }));
  expect(encodeTable(tableFromRows(rows), { target: ["a", "b"] }).columns.classes).toBeUndefined();
});

test("a single class, and as many texts as rows, are refused", () => {
  expect(() => encodeTable(tableOf(["a", "a", "a"]), { target: "y" })).toThrow(
    new RangeError('encodeTable: the target "y" is always "a", so there is nothing to learn'),
  );
  expect(() => encodeTable(tableOf(["Ann", "Bob", "Cy"]), { target: "y" })).toThrow(
    'encodeTable: the target "y" has 3 different values in 3 rows, such as "Ann": expected numbers, or classes with at least two rows each on average; numeric columns are x',
  );
});

const uneven = tableOf(Array.from({ length: 200 }, (_, i) => (i % 10 === 0 ? "rare" : "usual")));
const rareIn = (y: Float64Array) => y.filter((one) => one === 0).length;

test("the recipe minimizes a cross-entropy, and gives every part its share of each class", () => {
  const { spec, data } = recipe(uneven, { target: "y" });
  expect(spec.loss).toBe("binaryCrossEntropy");
  expect(spec.scaling?.targets ?? "none").toBe("none");
  expect(data.columns?.classes).toEqual(["rare", "usual"]);
  expect(rareIn(data.train.y)).toBe(20);
  const single = recipe(uneven, { target: "y", ensemble: 1 }).data;
  expect([rareIn(single.train.y), rareIn(single.validation!.y), rareIn(single.test!.y)]).toEqual([14, 3, 3]);
  const three = recipe(tableOf(Array.from({ length: 60 }, (_, i) => "abc"[i % 3]!)), { target: "y" });
  expect(three.spec.loss).toBe("softmaxCrossEntropy");
  expect(three.spec.network.layers.at(-1)?.units).toBe(3);
});

test("balanced weights let all classes count alike, on the training rows only", () => {
  const { train, test: heldOut } = recipe(uneven, { target: "y", ensemble: 1, classWeights: "balanced" }).data;
  const total = (isRare: boolean) =>
    train.weights!.filter((_, i) => (train.y[i] === 0) === isRare).reduce((sum, weight) => sum + weight, 0);
  expect(total(true)).toBeCloseTo(total(false), 9);
  expect(heldOut!.weights).toBeUndefined();
});

test("cross-validation deals each class evenly, and every fold knows all classes", () => {
  const plans = [...planFolds(uneven, { target: "y", folds: 5 }).plans()];
  expect(plans.map(({ data }) => rareIn(data.test!.y))).toEqual([4, 4, 4, 4, 4]);
  expect(plans.every(({ data }) => data.columns?.classes?.length === 2)).toBe(true);
});
