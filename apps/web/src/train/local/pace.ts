/** How fast a training is shown: slowly at first, so that each epoch is seen, then faster, at last as fast as it can. */
import type { Command, EventChunk } from "@epochal/stream/events";

/** Epochs per second at the start, the factor at each stage, the stages, and how long each of them takes. */
const FIRST = 5;
const FACTOR = 4;
const STAGES = 4;
const SECONDS = 2;

/** A speed from an epoch on; 0: unlimited. */
export interface PaceStage {
  readonly epoch: number;
  readonly epochsPerSecond: number;
}

export const quickening: readonly PaceStage[] = stages();

function stages(): PaceStage[] {
  const all: PaceStage[] = [];
  let epoch = 0;
  for (let i = 0; i < STAGES; i++) {
    const epochsPerSecond = FIRST * FACTOR ** i;
    all.push({ epoch, epochsPerSecond });
    epoch += epochsPerSecond * SECONDS;
  }
  return [...all, { epoch, epochsPerSecond: 0 }];
}

/**
 * Returns a function that takes the chunks of a run and sends it the speed of each stage that it reaches, until a person sets a speed
 * of their own. It depends on epochs alone, so that the machine's clock changes nothing.
 * @param from the epoch at which the run has the speed of its stage. Default 0.
 */
export function createPacemaker(
  pace: readonly PaceStage[],
  send: (command: Command) => void,
  from = 0,
): (chunk: EventChunk) => void {
  let stage = stageAt(pace, from);
  /** Speeds that were sent, and not yet replied to. */
  const sent: number[] = [];
  return (chunk) => {
    if (chunk.type === "commanded" && chunk.command.type === "set") {
      const { epochsPerSecond } = chunk.command;
      if (epochsPerSecond !== undefined && epochsPerSecond !== sent.shift()) stage = Infinity;
    }
    if (chunk.type !== "epochs") return;
    const epoch = chunk.epoch + chunk.loss.length - 1;
    const next = stageAt(pace, epoch);
    if (next <= stage) return;
    stage = next;
    const { epochsPerSecond } = pace[stage]!;
    sent.push(epochsPerSecond);
    send({ type: "set", epochsPerSecond });
  };
}

/** The speed of a run that begins after an epoch. */
export function paceAfter(pace: readonly PaceStage[], epoch: number): number {
  return pace[stageAt(pace, epoch)]?.epochsPerSecond ?? 0;
}

function stageAt(pace: readonly PaceStage[], epoch: number): number {
  return pace.findLastIndex((one) => one.epoch <= epoch);
}
