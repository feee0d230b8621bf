/** A run as plain lines: for pipes, files and terminals that cannot draw. */
import type { FinishedEvent, TrainingEvent } from "@epochal/stream/events";

export interface LineOptions {
  /** A line each so many epochs. Default: about twenty in all. */
  readonly every?: number;
  /**
   * What the first epoch is called. 1 as everywhere; 0 as in the notebook, which names an epoch by the updates before
   * it and prints no last line.
   */
  readonly countFrom?: 0 | 1;
}

/** The line an event is worth, or none. */
export function createLineFormatter({
  every,
  countFrom = 1,
}: LineOptions): (event: TrainingEvent) => string | undefined {
  let each = every ?? 1;
  let epochs = Infinity;
  return (event) => {
    switch (event.type) {
      case "started":
        epochs = event.spec.epochs;
        each = every ?? niceStep(epochs);
        return undefined;
      case "epoch": {
        const number = event.epoch - 1 + countFrom;
        const isDue = number % each === 0 || (countFrom === 1 && (event.epoch === 1 || event.epoch >= epochs));
        if (!isDue) return undefined;
        const validation = event.validationLoss === undefined ? "" : `, Validation: ${event.validationLoss.toFixed(4)}`;
        return `Epoch ${number}, Loss: ${event.loss.toFixed(4)}${validation}`;
      }
      case "snapshot":
      case "commanded":
      case "noticed":
      case "finished":
        return undefined;
    }
  };
}

/** Why a run ended, in a sentence. */
export function endLine({ reason, epoch, modelEpoch }: FinishedEvent): string {
  const kept = modelEpoch !== epoch ? `; the network of epoch ${modelEpoch} is kept` : "";
  switch (reason) {
    case "completed":
      return `completed ${epoch} epochs${kept}`;
    case "early":
      return `stopped early after ${epoch} epochs, since it no longer got better${kept}`;
    case "stopped":
      return `stopped after ${epoch} epochs${kept}`;
    case "diverged":
      return `diverged after ${epoch} epochs${kept}`;
    case "discarded":
      return `discarded after ${epoch} epochs`;
  }
}

/** 1, 2 or 5 times a power of ten, so that about twenty lines cover all epochs. */
function niceStep(epochs: number): number {
  const wanted = Math.max(1, epochs / 20);
  const power = 10 ** Math.floor(Math.log10(wanted));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= wanted) ?? 1;
}
