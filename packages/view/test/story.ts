/** Runs for tests: the events of real trainings, at a steady pace on a clock that starts at 0. */
import {
  createDataset,
  createModel,
  createRandom,
  createReport,
  createTrainer,
  dense,
  diagnose,
  hashParameters,
  hashSnapshot,
  outputTransformOf,
  score,
  scoreBaselines,
  split,
  type Dataset,
  type TrainingData,
  type TrainingSpec,
} from "@epochal/core";
import type { Command, CommandedEvent, SampleRows, TrainingEvent } from "@epochal/stream/events";
import { reduce } from "../src/run-state/reduce.ts";
import { initialState, type RunState } from "../src/run-state/run-state.ts";
import { createView, type View } from "../src/session/view.ts";
import { initialViewSettings, type ViewSettings } from "../src/settings/view-settings.ts";

/** The time an epoch takes, in ms. */
const EPOCH_MS = 5;

/** y = 3x + 2 + noise, as a 1-10-1 network with ReLU learns it by gradient descent. */
export function lineRun({ epochs = 1000, learningRate = 0.01, validation = true, seed = 42 } = {}): Story {
  const random = createRandom(42);
  const x = Array.from({ length: 100 }, () => random.rand());
  const y = x.map((value) => 3 * value + 2 + 0.3 * random.randn());
  const rows = createDataset(x, y);
  return story("notebook", validation ? split(rows, 0.8) : { train: rows }, {
    network: { inputs: 1, layers: [dense(10, "relu"), dense(1)] },
    loss: "meanSquaredError",
    optimizer: { type: "gradientDescent", learningRate },
    epochs,
    seed,
  });
}

/** Six inputs, three of which matter, scaled; a network with two hidden layers. */
export function tableRun({ epochs = 200 } = {}): Story {
  const random = createRandom(7);
  const x = Array.from({ length: 300 }, () => Array.from({ length: 6 }, () => random.randn()));
  const y = x.map(([a = 0, b = 0, c = 0]) => 100 + 20 * a - 10 * b * c + 4 * random.randn());
  return story("houses.csv", split(createDataset(x, y), 0.8), {
    network: { inputs: 6, layers: [dense(24, "relu"), dense(12, "relu"), dense(1)] },
    loss: "meanSquaredError",
    optimizer: { type: "adam", learningRate: 0.01 },
    batchSize: 32,
    scaling: { inputs: "standard", targets: "standard" },
    epochs,
    seed: 42,
  });
}

/** Three overlapping clouds, one for each class: of two inputs, or of four, of which two are noise. */
export function classRun({ epochs = 100, inputs = 2 } = {}): Story {
  const random = createRandom(11);
  const classes = ["adelie", "chinstrap", "gentoo"];
  const centers = [0, 3, 1.5];
  const rows = Array.from({ length: 150 }, (_, i) => i % 3);
  const x = rows.map((c) => [
    centers[c]! + random.randn(),
    (c === 2 ? 3 : 0) + random.randn(),
    ...Array.from({ length: inputs - 2 }, () => random.randn()),
  ]);
  const y = rows.map((c) => classes.map((_, k) => (k === c ? 1 : 0)));
  const names = Array.from({ length: inputs }, (_, j) => ({ name: `x${j + 1}`, kind: "number" }) as const);
  const columns = { inputs: names, targets: ["species"], classes };
  const data = { ...split(createDataset(x, y), 0.7, { stratify: true }), columns };
  return story("penguins.csv", data, {
    network: { inputs, layers: [dense(8, "tanh"), dense(3)] },
    loss: "softmaxCrossEntropy",
    optimizer: { type: "adam", learningRate: 0.03 },
    batchSize: 32,
    scaling: { inputs: "standard" },
    epochs,
    seed: 42,
  });
}

/** Noise, from which nothing can be learned: the first epoch is the best, and the run ends `patience` epochs after it. */
export function noiseRun({ patience = 100 } = {}): Story {
  const random = createRandom(3);
  const draw = () => Array.from({ length: 60 }, () => random.randn());
  return story("noise.csv", split(createDataset(draw(), draw()), 0.8), {
    network: { inputs: 1, layers: [dense(24, "tanh"), dense(1)] },
    loss: "meanSquaredError",
    optimizer: { type: "adam", learningRate: 0.05 },
    stopping: [{ type: "patience", epochs: patience }],
    epochs: 4445,
    seed: 1,
  });
}

export interface Story {
  readonly events: readonly TrainingEvent[];
  /** Trains `epochs` epochs, with a snapshot after the last; without a number to the end and its `finished`. */
  train(epochs?: number): Story;
  /** Replies to a command as a run would. */
  command(command: Command, refusal?: string): Story;
  notice(text: string, rule?: string): Story;
  add(event: TrainingEvent): Story;
  /** Adds what the rules notice now. */
  diagnose(): Story;
  readonly state: RunState;
}

function story(name: string, data: TrainingData, spec: TrainingSpec): Story {
  const events: TrainingEvent[] = [];
  const trainer = createTrainer(spec, data);
  const scored = data.validation ?? data.train;
  let time = 0;
  const fact = () => ({ seq: events.length + 1, time });

  function snapshot(): void {
    const current = trainer.snapshot();
    const { epoch } = current;
    const model = createModel(spec.network, current.parameters, trainer.scalers, {
      link: outputTransformOf(spec.loss),
    });
    const scores = score(model.predictFlat(scored.x), scored, data.columns);
    events.push({ ...fact(), type: "snapshot", epoch, hash: hashSnapshot(current), snapshot: current, scores });
  }

  events.push({
    ...fact(),
    type: "started",
    run: "7f3a",
    name,
    spec,
    data: {
      rows: { train: data.train.rows, validation: data.validation?.rows ?? 0, test: 0 },
      ...(data.columns && { columns: data.columns }),
      scalers: trainer.scalers,
      sample: { train: sample(data.train), ...(data.validation && { validation: sample(data.validation) }) },
      baselines: scoreBaselines(data, spec),
    },
  });
  snapshot();

  const self: Story = {
    events,
    train(epochs = Infinity) {
      const end = trainer.epoch + epochs;
      for (const record of trainer.epochs()) {
        time += EPOCH_MS;
        events.push({ ...fact(), type: "epoch", ...record });
        if (record.epoch >= end || record.epoch % 10 === 0) snapshot();
        if (record.epoch >= end) break;
      }
      if (trainer.end) {
        const {
          epoch,
          modelEpoch,
          end: { reason },
        } = trainer;
        const model = trainer.model();
        const hash = hashParameters(model.network.parameters);
        const kept = { modelEpoch, model: model.toJSON(), hash, report: createReport(model, data) };
        events.push({ ...fact(), type: "finished", reason, epoch, ...kept });
      }
      return self;
    },
    command(command, refusal) {
      if (command.type === "set" && command.learningRate !== undefined && refusal === undefined) {
        trainer.set({ learningRate: command.learningRate });
      }
      const answer: Pick<CommandedEvent, "outcome" | "reason"> =
        refusal === undefined ? { outcome: "applied" } : { outcome: "refused", reason: refusal };
      events.push({ ...fact(), type: "commanded", command, ...answer, epoch: trainer.epoch, step: trainer.stepCount });
      return self;
    },
    notice(text, rule) {
      events.push({ ...fact(), type: "noticed", epoch: trainer.epoch, ...(rule !== undefined && { rule }), text });
      return self;
    },
    add(event) {
      events.push(event);
      return self;
    },
    diagnose() {
      for (const { rule, text } of diagnose(trainer)) self.notice(text, rule);
      return self;
    },
    get state() {
      return events.reduce(reduce, initialState());
    },
  };
  return self;
}

function sample({ rows, inputs, outputs, x, y }: Dataset): SampleRows {
  const every = Math.ceil(rows / 200);
  const chosen = Array.from({ length: Math.ceil(rows / every) }, (_, i) => i * every);
  return {
    x: chosen.map((i) => Array.from(x.subarray(i * inputs, (i + 1) * inputs))),
    y: chosen.map((i) => Array.from(y.subarray(i * outputs, (i + 1) * outputs))),
  };
}

/** The view of a run that trains in this process. */
export function viewOf(
  state: RunState,
  { settings, ...changes }: Partial<Omit<View, "settings">> & { settings?: Partial<ViewSettings> } = {},
): View {
  return createView({
    state,
    canControl: true,
    canExport: true,
    canSuspend: true,
    label: "this machine",
    settings: { ...initialViewSettings(), ...settings },
    ...changes,
  });
}
