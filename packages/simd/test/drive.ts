/** The same training twice, update by update: by plain TypeScript, and by a program that is driven by hand as a trainer would. */
import {
  createRandom,
  createTrainer,
  optimizers,
  type Dataset,
  type EnginePlan,
  type EngineSession,
  type Settings,
  type TrainingSpec,
  type Vector,
} from "@epochal/core";
import { simdEngine } from "../src/index.ts";

/** What a training holds after an update, copied; the loss is that of its batch before. */
export interface State {
  readonly loss: number;
  readonly parameters: Vector;
  readonly gradients: Vector;
  readonly memory: Vector;
}

/** A training that one can have done either way; the same one gives the same numbers each time. */
export interface Training {
  readonly spec: TrainingSpec;
  readonly train: Dataset;
  /** The learning rate of each update, where it is not the spec's. */
  readonly rates?: readonly number[];
}

/** So many updates by plain TypeScript, fewer where it ends before. */
export function plainly({ spec, train, rates }: Training, updates: number): State[] {
  const trainer = createTrainer({ ...spec, precision: "float64" }, { train });
  const states: State[] = [];
  while (states.length < updates) {
    if (rates) trainer.set({ learningRate: rates[states.length] });
    const record = trainer.step();
    if (!record) break;
    const { network } = trainer;
    states.push(copied(record.loss, network.parameters, network.gradients, trainer.snapshot().memory));
  }
  return states;
}

/** So many updates by a program, in calls of `atOnce`; of each call the last update's state, and every loss. */
export function byProgram(training: Training, updates: number, atOnce = 1): State[] {
  const { plan, program, settings } = prepare(training);
  const { rates = [] } = training;
  const batches = Math.ceil(plan.train.rows / plan.batchSize);
  const states: State[] = [];
  for (let done = 0; done < updates;) {
    const first = done % batches;
    if (first === 0 && batches > 1 && plan.spec.shuffle !== false) program.order.set(orderOf(plan, done / batches));
    const count = Math.min(atOnce, batches - first, updates - done);
    for (let i = 0; i < count; i++) program.learningRates[i] = rates[done + i] ?? settings.learningRate;
    const did = program.steps(first, count, done, settings);
    done += did;
    if (did > 0)
      states.push(copied(program.losses[did - 1], program.parameters, program.gradients, program.optimizerState));
    if (did < count) break;
  }
  return states;
}

/** A training as the engine is told it, and its program with the parameters that it begins with. */
export function prepare({ spec, train }: Training): { plan: EnginePlan; program: EngineSession; settings: Settings } {
  const trainer = createTrainer({ ...spec, precision: "float64" }, { train });
  const { batchSize = train.rows, folds, seed = 0, network } = spec;
  const plan: EnginePlan = {
    spec,
    train,
    ...(folds && { folds: dealFolds(train.rows, network.members!, seed) }),
    batchSize: Math.min(batchSize, train.rows),
    optimizerStateLength: trainer.snapshot().memory.length,
  };
  const program = simdEngine(plan);
  if (!program) throw new Error("prepare: expected the engine to take the training on");
  program.parameters.set(trainer.network.parameters);
  const { type, ...given } = spec.optimizer;
  return { plan, program, settings: { ...optimizers[type].defaults, ...given } };
}

/** The numbers of the rows in the order of an epoch, counted from 0. */
function orderOf({ spec: { seed = 0 }, train }: EnginePlan, epoch: number): Uint32Array {
  return createRandom([seed, 1, epoch]).permutation(train.rows);
}

/** For each row, the member that does not learn from it. */
function dealFolds(rows: number, members: number, seed: number): Uint8Array {
  const folds = new Uint8Array(rows);
  createRandom([seed, 4])
    .permutation(rows)
    .forEach((row, i) => (folds[row] = i % members));
  return folds;
}

function copied(loss: number, parameters: Vector, gradients: Vector, memory: Vector): State {
  return { loss, parameters: parameters.slice(), gradients: gradients.slice(), memory: memory.slice() };
}
