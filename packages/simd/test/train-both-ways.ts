/** The same training twice, update by update: by plain TypeScript, and by an engine session called as a trainer calls it. */
import { createRandom, createTrainer, optimizers } from "@epochal/core";
import type { Engine, EnginePlan, EngineSession, PreparedRows, Settings, TrainingSpec, Vector } from "@epochal/core";
import { simdEngine } from "../src/index.ts";

/** A copy of a training's state after an update; the loss is that of its batch before the update. */
export interface State {
  readonly loss: number;
  readonly parameters: Vector;
  readonly gradients: Vector;
  readonly optimizerState: Vector;
}

/** A training that can be done either way, with the same numbers each time. */
export interface Training {
  readonly spec: TrainingSpec;
  readonly train: PreparedRows;
  /** The learning rate of each update. Default: the spec's. */
  readonly rates?: readonly number[];
}

/** Does `updates` updates in plain TypeScript, or fewer if the training ends before. */
export function trainPlain({ spec, train, rates }: Training, updates: number): State[] {
  const trainer = createTrainer({ ...spec, precision: "float64" }, { train });
  const states: State[] = [];
  while (states.length < updates) {
    if (rates) trainer.set({ learningRate: rates[states.length] });
    const record = trainer.step();
    if (!record) break;
    const { network } = trainer;
    states.push(copyState(record.loss, network.parameters, network.gradients, trainer.snapshot().memory));
  }
  return states;
}

/** Does `updates` updates in a session, `perCall` in each call; returns the state after each call. */
export function trainBySession(training: Training, updates: number, perCall = 1, engine = simdEngine): State[] {
  const { plan, session, settings } = createSession(training, engine);
  const { rates = [] } = training;
  const batches = Math.ceil(plan.train.rows / plan.batchSize);
  const states: State[] = [];
  for (let done = 0; done < updates;) {
    const first = done % batches;
    if (first === 0 && batches > 1 && plan.spec.shuffle !== false) session.order.set(rowOrder(plan, done / batches));
    const count = Math.min(perCall, batches - first, updates - done);
    for (let i = 0; i < count; i++) session.learningRates[i] = rates[done + i] ?? settings.learningRate;
    const completed = session.steps(first, count, done, settings);
    done += completed;
    if (completed > 0)
      states.push(
        copyState(session.losses[completed - 1], session.parameters, session.gradients, session.optimizerState),
      );
    if (completed < count) break;
  }
  return states;
}

/** The plan of a training for the engine, and a session with its initial parameters. */
export function createSession(
  { spec, train }: Training,
  engine: Engine = simdEngine,
): {
  plan: EnginePlan;
  session: EngineSession;
  settings: Settings;
} {
  const trainer = createTrainer({ ...spec, precision: "float64" }, { train });
  const { batchSize = train.rows, folds, seed = 0, network } = spec;
  const plan: EnginePlan = {
    spec,
    train,
    ...(folds && { folds: assignFolds(train.rows, network.members!, seed) }),
    batchSize: Math.min(batchSize, train.rows),
    optimizerStateLength: trainer.snapshot().memory.length,
  };
  const session = engine(plan);
  if (!session) throw new Error("createSession: the engine does not support this training");
  session.parameters.set(trainer.network.parameters);
  const { type, ...given } = spec.optimizer;
  return { plan, session, settings: { ...optimizers[type].defaults, ...given } };
}

/** The row numbers in the order of an epoch, counted from 0. */
function rowOrder({ spec: { seed = 0 }, train }: EnginePlan, epoch: number): Uint32Array {
  return createRandom([seed, 1, epoch]).permutation(train.rows);
}

/** For each row, the member that does not train on it. */
function assignFolds(rows: number, members: number, seed: number): Uint8Array {
  const folds = new Uint8Array(rows);
  createRandom([seed, 4])
    .permutation(rows)
    .forEach((row, i) => (folds[row] = i % members));
  return folds;
}

function copyState(loss: number, parameters: Vector, gradients: Vector, optimizerState: Vector): State {
  return { loss, parameters: parameters.slice(), gradients: gradients.slice(), optimizerState: optimizerState.slice() };
}
