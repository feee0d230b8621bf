/** The encoding of named rows as source text for a standalone module; `encodeRow` is the same for this package. */
import type { Column, Columns } from "../data/columns.ts";

/**
 * The text of `export function encode(row)`, with the columns and what it calls. Numbers may be texts with a decimal point, and dates
 * are texts; other spellings that `encodeRow` reads, such as `$ 1,200`, are not exported.
 */
export function encodeSource({ inputs }: Columns): string {
  const kinds = [...new Set(inputs.map(({ kind }) => kind))];
  return `
/** How each column becomes numbers. \`unknown\`: the numbers for a missing cell, or one that cannot be read. */
const columns = [
${inputs.map((column) => `  ${JSON.stringify(column)},`).join("\n")}
];

/**
 * The numbers of a row, as \`predict\` takes them.
 *
 * @param {Record<string, number | string | boolean | null>} row a value for each column; null or "" if it is missing.
 * @returns {number[]}
 * @throws {RangeError} for a value that the model cannot use.
 */
export function encode(row) {
  return columns.flatMap((column) => {
    const cell = Object.hasOwn(row, column.name) ? row[column.name] : undefined;
    if (cell === undefined) throw new RangeError(\`encode: expected a value for "\${column.name}", got none\`);
    const numbers = encoders[column.kind](column, cell ?? "");
    if (numbers) return (column.unknown ?? numbers).map((_, j) => numbers[j] ?? 0);
    if (column.unknown) return column.unknown;
    throw new RangeError(\`encode: expected a known \${column.kind} for "\${column.name}", got "\${cell}"\`);
  });
}

/** By kind of column: the numbers of a cell, or undefined. */
const encoders = {
${kinds.map((kind) => encoders[kind]).join("\n")}
};
${kinds.includes("time") ? partSource : ""}`;
}

const encoders: Readonly<Record<Column["kind"], string>> = {
  number: `  number({ reading }, cell) {
    const words = { yes: 1, true: 1, y: 1, t: 1, on: 1, no: 0, false: 0, n: 0, f: 0, off: 0 };
    const text = String(cell).trim();
    const word = reading === "truth" ? words[text.toLowerCase()] : undefined;
    const value = word ?? (text === "" ? NaN : Number(text));
    return Number.isFinite(value) ? [value] : undefined;
  },`,
  category: `  category({ values, means }, cell) {
    const index = values.indexOf(String(cell));
    if (index < 0) return undefined;
    return means ? means[index] : values.map((_, k) => Number(k === index));
  },`,
  time: `  time({ order, parts }, cell) {
    const match = /^(\\d{1,4})[-/.](\\d{1,2})[-/.](\\d{1,4})(?:[T ](\\d{1,2}):(\\d{2})(?::(\\d{2}(?:\\.\\d+)?))?)?/.exec(String(cell).trim());
    if (!match) return undefined;
    const [year, month, day] = ["y", "m", "d"].map((part) => Number(match[1 + order.indexOf(part)]));
    const fullYear = match[1 + order.indexOf("y")].length > 2 ? year : year + (year < 70 ? 2000 : 1900);
    const hour = Number(match[4] ?? 0) + Number(match[5] ?? 0) / 60 + Number(match[6] ?? 0) / 3600;
    const days = daysSince1970(fullYear, month, day);
    const isDate = month >= 1 && month <= 12 && day >= 1 && days < daysSince1970(fullYear, month + 1, 1) && hour <= 24;
    if (!isDate) return undefined;
    return parts.flatMap((part) => timeParts[part]({ year: fullYear, month, day, hour, days }));
  },`,
};

const partSource = `
/** Days since 1970-01-01; the month after December is January of the next year. */
function daysSince1970(year, month, day) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / 86400000;
}

const cycle = (share) => [Math.sin(2 * Math.PI * share), Math.cos(2 * Math.PI * share)];

/** The numbers of each part of a date; months, days and hours are positions in a cycle. */
const timeParts = {
  elapsed: ({ days, hour }) => [days + hour / 24],
  year: ({ year }) => [year],
  month({ year, month, day }) {
    const length = daysSince1970(year, month + 1, 1) - daysSince1970(year, month, 1);
    return cycle((month - 1 + (day - 1) / length) / 12);
  },
  weekday: ({ days }) => cycle(((((days + 3) % 7) + 7) % 7) / 7),
  hour: ({ hour }) => cycle(hour / 24),
};
`;
