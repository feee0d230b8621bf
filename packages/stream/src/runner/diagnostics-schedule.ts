/** When a run is looked at for what somebody who knows the field would say, and what has been said of it already. */
import { diagnose, observe, type Aspect, type Diagnosis, type Report, type Trainer } from "@epochal/core";

/** Each thing is said once in a run. */
export interface DiagnosticsSchedule {
  /** How many epochs may pass before it is time again, ≥ 1. */
  readonly epochsUntilNext: number;
  /** Before the first step. */
  start(): Diagnosis[];
  /** After an epoch: where it is not time yet, nothing. */
  epoch(): Diagnosis[];
  /** The training stands where it has been before. */
  rewound(): void;
  /** @param report of what was learned. */
  end(report: Report): Diagnosis[];
}

/** About how many times a run is looked at; and after each of the first epochs, where most goes wrong. */
const CHECKS = 100;
const FIRST_EPOCHS = 10;
/** To measure the network takes longer: after so many times as many epochs as the last time, about forty times in a million. */
const NETWORK_CHECK_GROWTH = 1.5;

/** When a run is looked at depends on its epochs alone, so that the same training is told in the same words. */
export function createDiagnosticsSchedule(trainer: Trainer): DiagnosticsSchedule {
  const every = Math.ceil(trainer.spec.epochs / CHECKS);
  const observation = observe(trainer);
  const seen = new Set<string>();
  let nextNetworkCheck = trainer.epoch + 1;

  function unseen(diagnoses: readonly Diagnosis[]): Diagnosis[] {
    return diagnoses.filter(({ rule, subject = "" }) => {
      const key = `${rule} ${subject}`;
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew;
    });
  }

  return {
    get epochsUntilNext() {
      const { epoch, startEpoch } = trainer;
      return epoch - startEpoch < FIRST_EPOCHS ? 1 : every - (epoch % every);
    },

    start: () => unseen(diagnose(observation, { aspects: ["data", "network"] })),

    epoch() {
      const { epoch, startEpoch } = trainer;
      if (epoch % every !== 0 && epoch - startEpoch > FIRST_EPOCHS) return [];
      const aspects: Aspect[] = ["curves"];
      if (epoch >= nextNetworkCheck) {
        aspects.push("network");
        nextNetworkCheck = Math.max(epoch + 1, Math.ceil(NETWORK_CHECK_GROWTH * epoch));
      }
      return unseen(diagnose(observation, { aspects }));
    },

    rewound() {
      nextNetworkCheck = Math.min(nextNetworkCheck, trainer.epoch + 1);
    },

    end: (report) => unseen(diagnose(observe(trainer, report))),
  };
}
