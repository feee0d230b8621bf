import { expect, test } from "vitest";
import { parseCsv } from "../csv/parse-csv.ts";
import { encodeTable } from "../encode-table.ts";
import { describeColumns } from "./describe-columns.ts";

test("every column that a model uses has a line: its kind, its values, and what a missing cell is", () => {
  const rows = Array.from({ length: 40 }, (_, i) => {
    const heating = i % 5 === 0 ? "" : i % 2 === 0 ? "gas" : "oil";
    return `${i},"${i},5",${i % 3 === 0 ? "yes" : "no"},${heating},${"abcdefg"[i % 7]},2024-0${1 + (i % 9)}-10,${i * i}`;
  });
  const table = parseCsv(`area,width,garden,heating,zone,sold,price\n${rows.join("\n")}`);
  const { columns } = encodeTable(table, { target: "price" });
  expect(describeColumns(columns).map(({ column, text }) => `${column}: ${text}`)).toEqual([
    "area: a number; a missing cell counts as the median 19.5",
    "width: a number with a decimal comma; a missing cell counts as the median 20",
    "garden: no or yes, as 0 or 1; a missing cell counts as the median 0",
    "heating: one of 3 values: missing, gas, oil; a missing cell is a value of its own",
    "zone: one of 7 values: a, b, c, d, e and 2 more; a missing cell counts as the average",
    "sold: a date, as days, time of the year, day of the week; a missing cell counts as a typical date",
  ]);
});

test("a column that training learned no numbers for says so", () => {
  const columns = { inputs: [{ name: "x", kind: "number" }], targets: ["y"] } as const;
  expect(describeColumns(columns)).toEqual([{ column: "x", text: "a number; a row without it is not predicted" }]);
});
