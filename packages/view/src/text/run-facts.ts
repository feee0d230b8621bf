/** A run in a few short pieces, for one line. */
import { formatCount, formatSetting, formatNumber } from "../numbers/format.ts";
import type { RunState } from "../run-state/run-state.ts";
import { brief, describeLearning } from "./describe-learning.ts";
import { countParameters, describeNetwork, describeOptimizer } from "./describe.ts";

export interface RunFact {
  readonly kind: "name" | "learning" | "network" | "parameters" | "optimizer" | "learningRate" | "batchSize" | "seed";
  readonly text: string;
  /** The text if there is little room. */
  readonly short?: string | undefined;
  /** Facts of higher rank are left out first if there is little room; rank 0 stays. */
  readonly rank: number;
}

/** The network and its training, in reading order; empty before the first event. */
export function runFacts({ started, learningRate }: RunState): RunFact[] {
  if (!started) return [];
  const [learning = "", shortLearning] = describeLearning(started);
  const { network, optimizer, batchSize, seed = 0 } = started.spec;
  return [
    { kind: "name", text: started.name, short: brief(started.name), rank: 0 },
    { kind: "learning", text: learning, short: shortLearning, rank: 1 },
    { kind: "network", text: describeNetwork(network), rank: 2 },
    { kind: "parameters", text: `(${formatCount(countParameters(network))} params)`, rank: 5 },
    { kind: "optimizer", text: describeOptimizer(optimizer), rank: 4 },
    { kind: "learningRate", text: `lr ${formatSetting(learningRate)}`, rank: 3 },
    ...(batchSize === undefined ? [] : [{ kind: "batchSize", text: `batch ${batchSize}`, rank: 7 } as const]),
    { kind: "seed", text: `seed ${seed}`, rank: 6 },
  ];
}

/** How far the run is, its losses and what it learns; each in a long form and a short one. Empty before the first event. */
export function progressFacts({ started, latest, epoch }: RunState): (readonly [long: string, short: string])[] {
  if (!started) return [];
  const loss = (name: string, value: number) => {
    const number = formatNumber(value).trim();
    return [`${name} ${number}`, number] as const;
  };
  const [learning = "", shortLearning = learning] = describeLearning(started);
  return [
    [`${epoch}/${started.spec.epochs}`, String(epoch)],
    ...(latest ? [loss("loss", latest.loss)] : []),
    ...(latest?.validationLoss === undefined ? [] : [loss("val", latest.validationLoss)]),
    [learning, shortLearning] as const,
  ];
}
