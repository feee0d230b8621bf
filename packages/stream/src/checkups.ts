/** When a run is looked at for what somebody who knows the field would say, and what has been said of it already. */
import { diagnose, observe, type Aspect, type Diagnosis, type Report, type Trainer } from "@epochal/core";

/** Each thing is said once in a run. */
export interface Checkups {
  /** How many epochs may pass before it is time again, ≥ 1. */
  readonly untilNext: number;
  /** Before the first step. */
  start(): Diagnosis[];
  /** After an epoch: where it is not time yet, nothing. */
  epoch(): Diagnosis[];
  /** The training stands where it has been before. */
  isBack(): void;
  /** @param report of what was learned. */
  end(report: Report): Diagnosis[];
}

/** About how many times a run is looked at; and after each of the first epochs, where most goes wrong. */
const CHECKUPS = 100;
const FIRST_EPOCHS = 10;
/** To measure the network takes longer: after so many times as many epochs as the last time, about forty times in a million. */
const LONGER = 1.5;

/** When a run is looked at depends on its epochs alone, so that the same training is told in the same words. */
export function createCheckups(trainer: Trainer): Checkups {
  const every = Math.ceil(trainer.spec.epochs / CHECKUPS);
  const observation = observe(trainer);
  const said = new Set<string>();
  let measureFrom = trainer.epoch + 1;

  function news(diagnoses: readonly Diagnosis[]): Diagnosis[] {
    return diagnoses.filter(({ rule, subject = "" }) => {
      const key = `${rule} ${subject}`;
      const isNew = !said.has(key);
      said.add(key);
      return isNew;
    });
  }

  return {
    get untilNext() {
      const { epoch, startEpoch } = trainer;
      return epoch - startEpoch < FIRST_EPOCHS ? 1 : every - (epoch % every);
    },

    start: () => news(diagnose(observation, { aspects: ["data", "network"] })),

    epoch() {
      const { epoch, startEpoch } = trainer;
      if (epoch % every !== 0 && epoch - startEpoch > FIRST_EPOCHS) return [];
      const aspects: Aspect[] = ["curves"];
      if (epoch >= measureFrom) {
        aspects.push("network");
        measureFrom = Math.max(epoch + 1, Math.ceil(LONGER * epoch));
      }
      return news(diagnose(observation, { aspects }));
    },

    isBack() {
      measureFrom = Math.min(measureFrom, trainer.epoch + 1);
    },

    end: (report) => news(diagnose(observe(trainer, report))),
  };
}
