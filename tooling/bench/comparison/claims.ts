/** Our claims about speed, as ratios of medians of one run. */
import type { WorkloadName } from "./competitors.ts";
import type { Measured, Result } from "./measure.ts";

export interface Claim {
  readonly workload: WorkloadName;
  /** The id of our variant. */
  readonly ours: string;
  /** The id of the other, or `bestJavaScript`: the fastest of the JavaScript libraries. */
  readonly than: string;
  readonly atLeast: number;
}

export interface CheckedClaim extends Claim {
  /** Names of the two, ours first; the id of one that was not measured. */
  readonly names: readonly [string, string];
  /** Undefined if one of the two was not measured. */
  readonly ratio: number | undefined;
  readonly holds: boolean;
}

export const bestJavaScript = "best JavaScript";

/**
 * The machine differs from run to run, so a claim is a ratio of two speeds of one run. Those with `-wide` need a processor with AVX2.
 *
 * Claims about NumPy are about code as most people write it, with a new array for every result, as in the notebook. Code that works
 * in place is about 2.5 times as fast on small networks; the tables show both.
 * @param hasWideVectors whether the processor's vectors are wider than AVX2's. Claims about large networks then compare with
 * libraries limited to AVX2, whose vectors hold 8 float32; WebAssembly's hold 4, or 8 if V8 merges them.
 */
export function claims(hasWideVectors: boolean): readonly Claim[] {
  const [torch, torch2] = hasWideVectors ? ["torch-avx2", "torch-2-avx2"] : ["torch", "torch-2"];
  return [
    { workload: "W1", ours: "float64", than: "numpy-plain-float64", atLeast: 30 },
    { workload: "W1", ours: "float64", than: bestJavaScript, atLeast: 11 },
    { workload: "W1", ours: "float64", than: "torch", atLeast: 120 },
    { workload: "W1", ours: "float64-wide", than: "float64", atLeast: 1 },
    { workload: "W2", ours: "float32", than: "numpy-plain-float32", atLeast: 4.5 },
    { workload: "W2", ours: "float64", than: "numpy-plain-float64", atLeast: 2.5 },
    { workload: "W2", ours: "float32", than: "torch", atLeast: 12 },
    { workload: "W2", ours: "float32", than: bestJavaScript, atLeast: 20 },
    { workload: "W2", ours: "float64-wide", than: "float64", atLeast: 1.4 },
    { workload: "W2", ours: "float32-wide", than: "float32", atLeast: 1.25 },
    { workload: "W3", ours: "float32", than: torch, atLeast: 0.65 },
    { workload: "W3", ours: "float32-wide", than: torch, atLeast: 1.2 },
    { workload: "W3", ours: "float32-wide", than: "torch", atLeast: 0.75 },
    { workload: "W3", ours: "float32", than: bestJavaScript, atLeast: 2 },
    { workload: "W3", ours: "float32-threads", than: torch2, atLeast: 1 },
    { workload: "W4", ours: "float32", than: torch, atLeast: 0.5 },
    { workload: "W4", ours: "float32-wide", than: torch, atLeast: 1.2 },
    { workload: "W4", ours: "float32-wide", than: "torch", atLeast: 0.75 },
    { workload: "W4", ours: "float32", than: bestJavaScript, atLeast: 1.8 },
    { workload: "W4", ours: "float32-threads", than: "float32", atLeast: 1.7 },
  ];
}

/** @param results of the claim's workload; if one of the two has several threads, both are compared by wall time. */
export function checkClaim(claim: Claim, results: readonly Result[]): CheckedClaim {
  const measured = results.filter((result): result is Measured => "rate" in result);
  const find = (id: string) => measured.find(({ competitor }) => competitor.id === id);
  const ours = find(claim.ours);
  const theirs =
    claim.than === bestJavaScript
      ? measured.filter(({ competitor }) => competitor.family === "JavaScript").toSorted((a, b) => b.rate - a.rate)[0]
      : find(claim.than);
  const names = [ours?.competitor.name ?? claim.ours, theirs?.competitor.name ?? claim.than] as const;
  if (!ours || !theirs) return { ...claim, names, ratio: undefined, holds: false };
  const byWall = Math.max(ours.competitor.threads, theirs.competitor.threads) > 1;
  const ratio = byWall ? ours.perWallSecond / theirs.perWallSecond : ours.rate / theirs.rate;
  return { ...claim, names, ratio, holds: ratio >= claim.atLeast };
}
