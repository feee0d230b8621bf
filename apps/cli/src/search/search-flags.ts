/** The options of `epochal search`. */
import type { SamplerName } from "@epochal/search";
import type { NatsFlags } from "../options/nats-options.ts";
import type { WideFlags } from "../options/wide-option.ts";
import type { TableFlags } from "../training/table-training.ts";

export interface SearchFlags extends Omit<TableFlags, "target">, NatsFlags, WideFlags {
  readonly target?: string;
  readonly data?: string;
  readonly split?: string;
  readonly try: readonly string[];
  readonly method: SamplerName;
  readonly trials?: number;
  readonly halving: boolean;
  readonly reduction?: number;
  readonly minEpochs?: number;
  readonly jobs?: number;
  readonly maxTime?: number;
  readonly store?: string;
  readonly save?: string;
  readonly format: "lines" | "ndjson";
}

/** A grid of more combinations is a typing error. */
export const MAX_TRIALS = 100_000;
