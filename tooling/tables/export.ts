/**
 * Prints the tables and their splits as JSON, for the script that trains scikit-learn on them:
 * `node tooling/tables/export.ts [--tables folder] | python3 tooling/oracle/tables.py`
 */
import { parseArgs } from "node:util";
import { readTables } from "./tables.ts";

const { tables: folder } = parseArgs({ options: { tables: { type: "string" } } }).values;
const tables = [...readTables(folder)].map(([name, { dataset, classes, splits, hash }]) => {
  const { x, y, inputs, rows } = dataset;
  const records = Array.from({ length: rows }, (_, i) => Array.from(x.subarray(i * inputs, (i + 1) * inputs)));
  return [name, { x: records, y: Array.from(y), isClass: classes !== undefined, splits, hash }];
});
console.log(JSON.stringify(Object.fromEntries(tables)));
