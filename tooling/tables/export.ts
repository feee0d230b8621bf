/** Prints the tables as JSON, for the script that trains scikit-learn on them: `node tooling/tables/export.ts`. */
import { readTables } from "./tables.ts";

const tables = [...readTables()].map(([name, { x, y, inputs, rows }]) => [
  name,
  { x: Array.from({ length: rows }, (_, i) => Array.from(x.subarray(i * inputs, (i + 1) * inputs))), y: Array.from(y) },
]);
console.log(JSON.stringify(Object.fromEntries(tables)));
