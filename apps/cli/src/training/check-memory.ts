/** Checks the memory of trainings before it is allocated: a large amount is reported, and one that does not fit is refused. */
import { estimateMemory } from "@epochal/core";
import { RUN_SNAPSHOTS } from "@epochal/stream";
import { totalmem } from "node:os";
import { InputError } from "../errors.ts";
import { byteText } from "../output/byte-text.ts";
import { logNote, type Terminal } from "../terminal.ts";
import { countProducts, type Training } from "./training.ts";

/** From this part of the memory on, the amount is reported. */
const MUCH_MEMORY = 1 / 4;
/** From this number of multiplications in an epoch on, they are reported; they take about half a minute of one core. */
const MANY_PRODUCTS = 1e11;

/**
 * @param trainings of different settings; the largest counts. An invalid one is left to the run, which says what is wrong with it.
 * @param atOnce the number that train at the same time.
 * @param memoryBytes of the machine. Default: the memory that this process may use.
 * @throws InputError when they need more.
 */
export function checkMemory(
  trainings: readonly Pick<Training, "spec" | "data">[],
  atOnce: number,
  terminal: Terminal,
  memoryBytes: number = usableMemory(),
): void {
  const sizes = trainings.map(sizeOf);
  const bytes = atOnce * Math.max(...sizes.map((size) => size.bytes));
  const products = Math.max(...sizes.map((size) => size.products));
  const together = atOnce > 1 ? `${atOnce} trainings at once take` : "the training takes";
  const memory = `${together} about ${byteText(bytes)} of memory`;
  if (bytes > memoryBytes) {
    const fewer = atOnce > 1 ? ", or fewer at once (--jobs, --seeds)" : "";
    throw new InputError(
      `${memory}, more than the ${byteText(memoryBytes)} of this machine: use fewer units (--hidden), networks (--ensemble) or rows per update (--batch-size)${fewer}`,
    );
  }
  if (bytes > MUCH_MEMORY * memoryBytes || products > MANY_PRODUCTS)
    logNote(
      terminal,
      `${memory}, and an epoch ${Math.ceil(products / 1e9).toLocaleString("en")} billion multiplications`,
    );
}

/** Zeros for an invalid training. */
function sizeOf({ spec, data: { train, validation, test } }: Pick<Training, "spec" | "data">) {
  try {
    const rows = { train: train.rows, validation: validation?.rows ?? 0, test: test?.rows ?? 0 };
    const bytes = estimateMemory(spec, rows, { snapshots: RUN_SNAPSHOTS });
    return { bytes, products: countProducts(spec, train.rows) };
  } catch {
    return { bytes: 0, products: 0 };
  }
}

/** In bytes: that of the machine, or the limit of its container. */
function usableMemory(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Infinity);
}
