/** Runs the diagnoses of core at fixed epochs, and reports each finding once per run. */
import {
  diagnose,
  observe,
  type Aspect,
  type Diagnosis,
  type Report,
  type Trainer,
  type TrainingBaselines,
} from "@epochal/core";

export interface DiagnosticsSchedule {
  /** Epochs until the next check, ≥ 1. */
  readonly epochsUntilNext: number;
  /** New findings before the first step. */
  start(): Diagnosis[];
  /** New findings after an epoch; none if no check is due. */
  epoch(): Diagnosis[];
  /** The trainer has returned to an earlier state: the network is checked again from there. */
  rewound(): void;
  /** @param report of the final model. */
  end(report: Report): Diagnosis[];
}

/** A run has about this many checks, and one after each of the first epochs, where most goes wrong. */
const CHECKS = 100;
const FIRST_EPOCHS = 10;
/** Checks of the network are expensive: their intervals grow geometrically, which makes about forty in a million epochs. */
const NETWORK_CHECK_GROWTH = 1.5;

/** The schedule depends on epochs only, so that the same training always has the same findings. */
export function createDiagnosticsSchedule(trainer: Trainer, baselines?: TrainingBaselines): DiagnosticsSchedule {
  const every = Math.ceil(trainer.spec.epochs / CHECKS);
  const observation = observe(trainer, undefined, baselines);
  const reported = new Set<string>();
  let nextNetworkCheck = trainer.epoch + 1;

  function unreported(diagnoses: readonly Diagnosis[]): Diagnosis[] {
    return diagnoses.filter(({ rule, subject = "" }) => {
      const key = `${rule} ${subject}`;
      const isNew = !reported.has(key);
      reported.add(key);
      return isNew;
    });
  }

  return {
    get epochsUntilNext() {
      const { epoch, startEpoch } = trainer;
      return epoch - startEpoch < FIRST_EPOCHS ? 1 : every - (epoch % every);
    },

    start: () => unreported(diagnose(observation, { aspects: ["data", "network"] })),

    epoch() {
      const { epoch, startEpoch } = trainer;
      if (epoch % every !== 0 && epoch - startEpoch > FIRST_EPOCHS) return [];
      const aspects: Aspect[] = ["curves"];
      if (epoch >= nextNetworkCheck) {
        aspects.push("network");
        nextNetworkCheck = Math.max(epoch + 1, Math.ceil(NETWORK_CHECK_GROWTH * epoch));
      }
      return unreported(diagnose(observation, { aspects }));
    },

    rewound() {
      nextNetworkCheck = Math.min(nextNetworkCheck, trainer.epoch + 1);
    },

    end: (report) => unreported(diagnose(observe(trainer, report, baselines))),
  };
}
