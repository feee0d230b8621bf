/** Folds many epochs at a time: a million in a second are too many for an object and a state each. */
import { eventsOf, type EpochChunk, type EpochEvent } from "@epochal/stream/events";
import { pauseIfDue } from "./reduce-command.ts";
import { improveBest, type Best, type RunState } from "./run-state.ts";
import { tickClock } from "./timing.ts";
import { truncateState } from "./truncate.ts";

/** The state after consecutive epochs; of a stepping run, the last of them may be the one that pauses it. */
export function addEpochs(before: RunState, chunk: EpochChunk): RunState {
  const { epoch: first, loss, validationLoss, learningRate, gradientNorm } = chunk;
  const count = loss.length;
  if (count === 0) return before;
  const state = first <= before.epoch ? truncateState(before, first - 1) : before;
  const { curves } = state;
  let clock = chunk.times ? state.clock : tickClock(state.clock, chunk.time, first + count - 1);
  for (let i = 0; i < count; i++) {
    const epoch = first + i;
    curves.loss.push(epoch, loss[i]!);
    if (validationLoss) curves.validationLoss.push(epoch, validationLoss[i]!);
    curves.gradientNorm.push(epoch, gradientNorm[i]!);
    curves.learningRate.push(epoch, learningRate[i]!);
    if (chunk.times) clock = tickClock(clock, chunk.times[i]!, epoch);
  }
  const latest = lastOf(chunk);
  const best = withBest(state.best, "loss", first, loss);
  return pauseIfDue({
    ...state,
    epoch: latest.epoch,
    latest,
    learningRate: latest.learningRate,
    best: validationLoss ? withBest(best, "validationLoss", first, validationLoss) : best,
    lowestLoss: lowestOf(state.lowestLoss, first, validationLoss ?? loss),
    clock,
  });
}

type Bests = RunState["best"];

function lastOf(chunk: EpochChunk): EpochEvent {
  const last = chunk.seq + chunk.loss.length - 1;
  return eventsOf(chunk, last - 1).next().value as EpochEvent;
}

function withBest(best: Bests, name: "loss" | "validationLoss", first: number, values: Float64Array): Bests {
  let at = -1;
  let smallest = Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < smallest && values[i]! > -Infinity) [at, smallest] = [i, values[i]!];
  }
  return at < 0 ? best : improveBest(best, name, smallest, first + at);
}

function lowestOf(lowestLoss: Best | undefined, first: number, values: Float64Array): Best {
  let { value, epoch } = lowestLoss ?? { value: values[0]!, epoch: first };
  for (let i = 0; i < values.length; i++) if (values[i]! < value) [value, epoch] = [values[i]!, first + i];
  return { value, epoch };
}
