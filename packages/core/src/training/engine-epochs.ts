/** Many whole epochs in one call of an engine: the fastest way to train a small network. */
import { schedulePosition, updateBest, type TrainerState } from "./trainer-state.ts";
import type { EngineSession } from "../backend/engine.ts";
import type { EpochColumns } from "./epoch-columns.ts";
import type { History } from "./history.ts";
import type { TrainingSetup } from "./training-setup.ts";

/** Whether nothing that is measured at the end of an epoch can influence the next one. */
export function canBatchEpochs({ backend, evaluator, spec }: TrainingSetup, session: EngineSession): boolean {
  const isMonitored = evaluator.isHeldOut || backend.updater.isLossDriven || spec.stopping?.length;
  return !session.isMultithreaded && backend.batchCount === 1 && !isMonitored;
}

/**
 * Trains up to `count` epochs, then updates `state` and `history` as if each had ended on its own. The caller handles the
 * end and `session.hasDiverged`.
 */
export function trainEpochsInEngine(
  setup: TrainingSetup,
  state: TrainerState,
  history: History,
  session: EngineSession,
  count: number,
): EpochColumns {
  const { updater } = setup.backend;
  const { epoch } = state;
  const requested = Math.min(count, setup.spec.epochs - epoch, session.learningRates.length);
  const position = schedulePosition(setup, state);
  updater.schedule(position, 1, session.learningRates, requested);
  const done = session.epochs(requested, position.step, updater.settings, state.best?.loss ?? Infinity);
  const { losses, weights, bestIndex } = session;
  const loss = new Float64Array(done);
  // The same rounding as the mean over the one batch of an epoch, (loss · weight) / weight.
  for (let i = 0; i < done; i++) loss[i] = (losses[i] * weights[i]) / weights[i];
  const columns = {
    epoch: epoch + 1,
    loss,
    learningRate: session.learningRates.slice(0, done),
    gradientNorm: session.gradientNorms.slice(0, done),
  };
  if (bestIndex >= 0) updateBest(state, epoch + bestIndex, loss[bestIndex], session.bestParameters);
  history.pushColumns(columns);
  // Allocates one object, not one per lower loss as `recordLoss` would: that took 6 % of a small network's time.
  let lowest = state.lowest?.loss ?? Infinity;
  let lowestAt = -1;
  for (let i = 0; i < done; i++) {
    if (loss[i] >= lowest) continue;
    lowest = loss[i];
    lowestAt = i;
  }
  if (lowestAt >= 0) state.lowest = { epoch: epoch + lowestAt + 1, loss: lowest };
  state.epoch += done;
  state.step += done;
  if (session.hasDiverged && Number.isFinite(losses[done])) state.step += 1;
  return columns;
}
