/** A run as lines of text, for pipes, files and terminals that cannot draw. */
import type { TrainingEvent } from "@epochal/stream/events";

export interface LineOptions {
  /** Epochs from one line to the next. Default: about twenty lines in all. */
  readonly every?: number;
  /** The first epoch's number: 1 (default), or 0 as in the notebook, which also prints no line for the last epoch. */
  readonly countFrom?: 0 | 1;
}

/** A function from an event to its line, if it has one. */
export function createLineFormatter({
  every,
  countFrom = 1,
}: LineOptions): (event: TrainingEvent) => string | undefined {
  let step = every ?? 1;
  let epochs = Infinity;
  return (event) => {
    switch (event.type) {
      case "started":
        epochs = event.spec.epochs;
        step = every ?? niceStep(epochs);
        return undefined;
      case "epoch": {
        const number = event.epoch - 1 + countFrom;
        const isDue = number % step === 0 || (countFrom === 1 && (event.epoch === 1 || event.epoch >= epochs));
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

/** 1, 2 or 5 times a power of ten, so that about twenty steps cover all epochs. */
function niceStep(epochs: number): number {
  const wanted = Math.max(1, epochs / 20);
  const power = 10 ** Math.floor(Math.log10(wanted));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= wanted) ?? 1;
}
