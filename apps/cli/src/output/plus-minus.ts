/** Aligned figures with their errors. */
import { shortNumber } from "./short-number.ts";

/** Figures that need more decimals, or are larger, are written with a power of ten. */
const MAX_DECIMALS = 6;
const LARGEST = 1e9;

/** A text such as `2.652 ± 0.137` for each pair, all with the decimals that give the largest figure four digits. */
export function plusMinus(pairs: readonly (readonly [value: number, error: number])[]): string[] {
  const largest = Math.max(...pairs.flat().map(Math.abs));
  const decimals = largest > 0 ? Math.max(0, 3 - Math.floor(Math.log10(largest))) : 0;
  const toText = decimals > MAX_DECIMALS || largest >= LARGEST ? shortNumber : withDecimals;
  const texts = pairs.map((pair) => pair.map(toText));
  const widths = [0, 1].map((part) => Math.max(...texts.map((text) => text[part]!.length)));
  return texts.map((text) => text.map((figure, part) => figure.padStart(widths[part]!)).join(" ± "));

  function withDecimals(value: number): string {
    return value.toFixed(decimals).replace(/^-(0(\.0+)?)$/, "$1");
  }
}
