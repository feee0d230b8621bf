/** The rows whose scores are to be trusted. */
import type { PartReport, Report } from "@epochal/core";

export type PartName = "test" | "validation" | "train";

/** What each part is called: rows that the network had not seen, out of folds or set apart, and rows that it learned from. */
export const PART_TITLES: Readonly<Record<PartName, string>> = {
  test: "unseen",
  validation: "unseen",
  train: "training",
};

/** The part that the training has used least. */
export function unseenPart(report: Report): { readonly name: PartName; readonly part: PartReport } {
  const name = (["test", "validation", "train"] as const).find((one) => report[one])!;
  return { name, part: report[name]! };
}
