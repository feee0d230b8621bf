/** What is said of a training from its start to its end, as a run is looked at: a hundred times. */
import {
  createTrainer,
  diagnose,
  observe,
  type DiagnosisName,
  type TrainingData,
  type TrainingSpec,
} from "../src/index.ts";

export interface DatedFinding {
  readonly rule: DiagnosisName;
  /** Epochs completed when it was first said. */
  readonly epoch: number;
  readonly text: string;
}

/** Each thing once, in the order in which they were said. */
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

/** What one rule says of a training, if anything. */
export function findingOf(rule: DiagnosisName, spec: TrainingSpec, data: TrainingData): DatedFinding | undefined {
  return findingsOf(spec, data).find((finding) => finding.rule === rule);
}

/** A training by gradient descent, but for what is changed. */
export function training(changed: Partial<TrainingSpec>): TrainingSpec {
  return {
    network: {
      inputs: 1,
      layers: [
        { units: 10, activation: "tanh" },
        { units: 1, activation: "identity" },
      ],
    },
    loss: "meanSquaredError",
    optimizer: { type: "gradientDescent", learningRate: 0.01 },
    epochs: 100,
    ...changed,
  };
}
