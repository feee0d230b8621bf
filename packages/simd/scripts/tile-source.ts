/**
 * Writes `assembly/products/tile.ts`, the tiles of a product: 4 or 6 rows by 1, 2 or 4 vectors of columns, with all their sums in
 * registers during the loop over the terms. AssemblyScript has no arrays of registers, so each sum is a variable of its own.
 *
 * 6 × 2 sums, 2 vectors of the right side and 1 number of the left fill the 15 registers of 128 bits, and 12 sums keep a machine
 * busy that starts two multiply-adds a cycle with a latency of four cycles. Tiles of 4 vectors are for the wide variant: V8 merges
 * neighbouring vectors into one of 256 bits if each row has an address of its own and its vectors are stored side by side, with no
 * branch between them. Then 6 × 4 and 4 × 4 vectors take 12 and 8 registers.
 */

const heights = [4, 6];
const widths = [1, 2, 4];

/** The whole file. */
export function tileSource(): string {
  const shapes = heights.flatMap((rows) => widths.map((vectors) => ({ rows, vectors })));
  return `
import { count, lanes, multiplyAdd, storeFirst } from "./lanes";

/**
 * out = initial + left · right, over at least one term. In \`left\` the rows of a term are contiguous, in \`right\` the columns of a
 * term. Steps are bytes: from row to row in \`out\` and \`initial\`, from term to term in \`left\` and \`right\`. In the last of 1 or 2
 * vectors of each row all numbers are read but only the first \`last\` are stored; 4 are always stored.
 */
// @inline
export function tile<T, Rows, Vectors>(
  out: usize, outStep: usize, left: usize, leftStep: usize, right: usize, rightStep: usize, terms: usize,
  initial: usize, initialStep: usize, last: usize,
): void {
  ${shapes.map(({ rows, vectors }) => `if (count<Rows>() == ${rows} && count<Vectors>() == ${vectors}) {\n${body(rows, vectors)}\n}`).join("\n")}
}
`;
}

/** The sums of a tile of some rows by some vectors: first loaded, then computed, then stored. */
function body(rows: number, vectors: number): string {
  const rowNumbers = [...Array(rows).keys()];
  const vectorNumbers = [...Array(vectors).keys()];
  /** A text for each row, with an address that moves from row to row, or, in the wide tiles, one of its own. */
  const eachRow = (address: string, text: (row: number, at: string) => string) =>
    rowNumbers.map((row) => {
      if (vectors < 4) return text(row, address) + (row < rows - 1 ? `\n${address} += ${address}Step;` : "");
      const before = row === 1 ? address : `${address}${row - 1}`;
      return row === 0
        ? text(row, address)
        : `const ${address}${row} = ${before} + ${address}Step;\n${text(row, `${address}${row}`)}`;
    });
  const load = (row: number, at: string) =>
    vectorNumbers.map((vector) => `let sum${row}${vector} = v128.load(${at}, ${16 * vector});`).join("\n");
  const multiply = (row: number) =>
    `const left${row} = v128.load_splat<T>(left, ${row} * sizeof<T>());\n` +
    vectorNumbers.map((v) => `sum${row}${v} = multiplyAdd<T>(sum${row}${v}, left${row}, right${v});`).join("\n");
  const store = (row: number, at: string) => {
    const stores = vectorNumbers.map((vector) => `v128.store(${at}, sum${row}${vector}, ${16 * vector});`);
    // In ascending order, V8 would store the first of two merged vectors twice: alone, and with its neighbour.
    if (vectors === 4) return stores.toReversed().join("\n");
    const final = vectors - 1;
    const storePart = `storeFirst<T>(${at} + ${16 * final}, sum${row}${final}, last);`;
    return `if (last == lanes<T>()) {\n${stores.join("\n")}\n} else {\n${[...stores.slice(0, final), storePart].join("\n")}\n}`;
  };
  return [
    ...eachRow("initial", load),
    "const end = right + terms * rightStep;",
    "do {",
    ...vectorNumbers.map((vector) => `const right${vector} = v128.load(right, ${16 * vector});`),
    ...rowNumbers.map(multiply),
    "left += leftStep;",
    "right += rightStep;",
    "} while (right < end);",
    ...eachRow("out", store),
  ].join("\n");
}
