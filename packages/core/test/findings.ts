/** The findings about a training from start to end, diagnosed a hundred times, as a run does. */
import { createReport, createTrainer, dense, diagnose, observe } from "../src/index.ts";
import type { Dataset, DiagnosisName, TrainingData, TrainingSpec } from "../src/index.ts";

export interface DatedFinding {
  readonly rule: DiagnosisName;
  /** Epochs completed when it was first found. */
  readonly epoch: number;
  readonly text: string;
}

/** Each finding once, in the order of appearance. */
export function findingsOf(spec: TrainingSpec, data: TrainingData): DatedFinding[] {
  const trainer = createTrainer(spec, data);
  const observation = observe(trainer);
  const every = Math.ceil(spec.epochs / 100);
  const findings = new Map<string, DatedFinding>();
  const ask = () => {
    for (const { rule, text, subject } of diagnose(observation)) {
      const key = `${rule} ${subject}`;
      if (!findings.has(key)) findings.set(key, { rule, epoch: trainer.epoch, text });
    }
  };
  ask();
  for (const { epoch } of trainer.epochs()) if (epoch <= 10 || epoch % every === 0) ask();
  ask();
  return [...findings.values()];
}

/** The finding of one rule about a training, if any. */
export function findingOf(rule: DiagnosisName, spec: TrainingSpec, data: TrainingData): DatedFinding | undefined {
  return findingsOf(spec, data).find((finding) => finding.rule === rule);
}

/** A training by gradient descent, with changes. */
export function training(changed: Partial<TrainingSpec>): TrainingSpec {
  return {
    network: { inputs: 1, layers: [dense(10, "tanh"), dense(1)] },
    loss: "meanSquaredError",
    optimizer: { type: "gradientDescent", learningRate: 0.01 },
    epochs: 100,
    ...changed,
  };
}

/** A training of a small curve that needs scaled data, with changes. */
export function curveTraining(changed: Partial<TrainingSpec> = {}): TrainingSpec {
  return training({
    network: { inputs: 1, layers: [dense(16, "tanh"), dense(1)] },
    optimizer: { type: "adam", learningRate: 0.01 },
    batchSize: 16,
    epochs: 200,
    ...changed,
  });
}

/** R² on the training rows after a training to its end. */
export function trainedR2(spec: TrainingSpec, train: Dataset): number {
  const trainer = createTrainer(spec, { train });
  while (trainer.step());
  return createReport(trainer.model(), { train }).train.network.r2!;
}
