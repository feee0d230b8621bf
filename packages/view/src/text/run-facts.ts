/** A run in a few short pieces, for one line. */
import { formatCount, formatSetting, formatNumber } from "../numbers/format.ts";
import type { RunState } from "../run-state/run-state.ts";
import { countParameters, describeNetwork, describeOptimizer } from "./describe.ts";

export interface RunFact {
  readonly kind: "name" | "network" | "parameters" | "optimizer" | "learningRate" | "batchSize" | "seed";
  readonly text: string;
  /** Facts of higher rank are left out first if there is little room; rank 0 stays. */
  readonly rank: number;
}

/** The network and its training, in reading order; empty before the first event. */
export function runFacts({ started, learningRate }: RunState): RunFact[] {
  if (!started) return [];
  const { network, optimizer, batchSize, seed = 0 } = started.spec;
  return [
    { kind: "name", text: started.name, rank: 0 },
    { kind: "network", text: describeNetwork(network), rank: 1 },
    { kind: "parameters", text: `(${formatCount(countParameters(network))} params)`, rank: 4 },
    { kind: "optimizer", text: describeOptimizer(optimizer), rank: 3 },
    { kind: "learningRate", text: `lr ${formatSetting(learningRate)}`, rank: 2 },
    ...(batchSize === undefined ? [] : [{ kind: "batchSize", text: `batch ${batchSize}`, rank: 6 } as const]),
    { kind: "seed", text: `seed ${seed}`, rank: 5 },
  ];
}

/** How far the run is and its losses; each in a long form and a short one. Empty before the first event. */
export function progressFacts({ started, latest, epoch }: RunState): (readonly [long: string, short: string])[] {
  if (!started) return [];
  const loss = (name: string, value: number) => {
    const number = formatNumber(value).trim();
    return [`${name} ${number}`, number] as const;
  };
  return [
    [`${epoch}/${started.spec.epochs}`, String(epoch)],
    ...(latest ? [loss("loss", latest.loss)] : []),
    ...(latest?.validationLoss === undefined ? [] : [loss("val", latest.validationLoss)]),
  ];
}
