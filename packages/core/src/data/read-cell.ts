/** How people write numbers, dates and missing values in a table. */
import type { DateOrder, NumberReading } from "./columns.ts";

/** As spreadsheets, databases, R, NumPy, pandas, SAS and old archives write a missing cell. */
const MISSING: ReadonlySet<string> = new Set([
  ..."|.|-|--|?|#NA|#N/A|#N/A N/A|#NULL!|#DIV/0!|#VALUE!|#REF!|#NUM!|#NAME?|<NA>|-1.#IND|1.#IND|-1.#QNAN|1.#QNAN".split(
    "|",
  ),
  ...["NA", "N/A", "N.A.", "NaN", "-NaN", "NULL", "None", "Missing"].flatMap((word) => [
    word,
    word.toLowerCase(),
    word.toUpperCase(),
  ]),
]);
const LONGEST_MISSING = 9;

/** Whether a cell stands for a missing value: it is empty, `NA`, `n/a`, `null`, `?` and the like. */
export function isMissing(cell: string): boolean {
  return cell.length <= LONGEST_MISSING && (MISSING.has(cell) || cell.trim() === "");
}

const SIGN = /^\(.*\)$|^[-+\u2212]/;
/** Currency and percent signs, and the codes of common currencies. */
const UNIT =
  /^(?:\p{Sc}|[A-Z]{0,2}\$|USD|EUR|GBP|CHF|JPY|CNY|INR|CAD|AUD)|(?:%|\p{Sc}|USD|EUR|GBP|CHF|JPY|CNY|INR|CAD|AUD|kr\.?)$/gu;
const GROUPED = {
  point: /^(?:\d+|[1-9]\d{0,2}(?:([,'’\s])\d{3})(?:\1\d{3})*)?(?:\.\d+)?$/,
  comma: /^(?:\d+|[1-9]\d{0,2}(?:([.'’\s])\d{3})(?:\1\d{3})*)?(?:,\d+)?$/,
} as const;
const TRUTH: ReadonlyMap<string, number> = new Map([
  ...["yes", "true", "y", "t", "on", "1"].map((word) => [word, 1] as const),
  ...["no", "false", "n", "f", "off", "0"].map((word) => [word, 0] as const),
]);

/** The finite number that a text means; NaN if there is none. */
export function readNumber(cell: string, reading: NumberReading = "point"): number {
  if (reading === "truth") return TRUTH.get(cell.trim().toLowerCase()) ?? NaN;
  if (reading === "point") {
    const value = Number(cell);
    // `Number` reads a blank text as 0.
    if (Number.isFinite(value) && (value !== 0 || cell.trim() !== "")) return value;
  }
  return readGroupedNumber(cell.trim(), reading);
}

function readGroupedNumber(cell: string, reading: "point" | "comma"): number {
  // Longer texts are no numbers, and would be searched for long.
  if (cell.length > 60 || !/\d/.test(cell)) return NaN;
  const unsigned = (text: string) =>
    text
      .replace(/^\((.*)\)$/, "$1")
      .replace(/^[-+\u2212]/, "")
      .trim();
  const amount = unsigned(cell).replace(UNIT, "").trim();
  // The sign may follow the currency: $-5.
  const digits = amount === unsigned(cell) ? amount : unsigned(amount);
  if (digits === "" || !GROUPED[reading].test(digits)) return NaN;
  const isNegative = [cell, amount].some((text) => SIGN.test(text) && !text.startsWith("+"));
  const plain = reading === "point" ? digits.replace(/[,'’\s]/g, "") : digits.replace(/[.'’\s]/g, "").replace(",", ".");
  return isNegative ? -Number(plain) : Number(plain);
}

const DATE =
  /^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?\s?([AP]M)?\s?(?:Z|UTC|[-+]\d{2}:?\d{2})?)?$/i;
/** Days before each month of a year that begins in March, so that a leap day is its last. */
const DAYS_BEFORE = [0, 31, 61, 92, 122, 153, 184, 214, 245, 275, 306, 337];

/** A date as it is written; a time zone is ignored. */
export interface WrittenDate {
  /** With all its digits. */
  readonly year: number;
  /** From 1. */
  readonly month: number;
  /** From 1. */
  readonly day: number;
  /** Hours since midnight, with fractions. */
  readonly hour: number;
}

/** The date that a text means: `2024-03-31`, `31.3.2024 14:05`, `3/31/24 2:05 PM`; undefined if there is none. */
export function readDate(cell: string, order: DateOrder): WrittenDate | undefined {
  const match = cell.length > 40 ? undefined : DATE.exec(cell.trim());
  if (!match) return undefined;
  const numberOf = (part: string) => match[[1, 3, 4][order.indexOf(part)]];
  const written = numberOf("y");
  // Two digits: from 1970 to 2069, as POSIX and spreadsheets read them.
  const year = Number(written) + (written.length > 2 ? 0 : Number(written) < 70 ? 2000 : 1900);
  const [month, day, minute, second] = [
    Number(numberOf("m")),
    Number(numberOf("d")),
    Number(match[6] ?? 0),
    Number(match[7] ?? 0),
  ];
  const clock =
    match[8] === undefined ? Number(match[5] ?? 0) : (Number(match[5]) % 12) + (/p/i.test(match[8]) ? 12 : 0);
  const isDate =
    month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) && ![1, 3].includes(written.length);
  if (!isDate || clock > 24 || minute > 59 || second >= 61) return undefined;
  return { year, month, day, hour: clock + minute / 60 + second / 3600 };
}

/** Days since 1970-01-01 in the Gregorian calendar. */
export function daysSince1970({ year, month, day }: Pick<WrittenDate, "year" | "month" | "day">): number {
  const marchYear = month > 2 ? year : year - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + DAYS_BEFORE[(month + 9) % 12] + day - 719_469;
}

/** Number of days of a month, which counts from 1. */
export function daysIn(year: number, month: number): number {
  const next = month < 12 ? { year, month: month + 1, day: 1 } : { year: year + 1, month: 1, day: 1 };
  return daysSince1970(next) - daysSince1970({ year, month, day: 1 });
}
