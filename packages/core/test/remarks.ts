/** What is said of a training from its start to its end, as a run is looked at: a hundred times. */
import {
  createTrainer,
  diagnose,
  observe,
  type DiagnosisName,
  type TrainingData,
  type TrainingSpec,
} from "../src/index.ts";

export interface RemarkOf {
  readonly rule: DiagnosisName;
  /** Epochs completed when it was first said. */
  readonly epoch: number;
  readonly text: string;
}

/** Each thing once, in the order in which they were said. */
export function remarksOn(spec: TrainingSpec, data: TrainingData): RemarkOf[] {
  const trainer = createTrainer(spec, data);
  const observation = observe(trainer);
  const every = Math.ceil(spec.epochs / 100);
  const remarks = new Map<string, RemarkOf>();
  const ask = () => {
    for (const { rule, text, about } of diagnose(observation)) {
      const key = `${rule} ${about}`;
      if (!remarks.has(key)) remarks.set(key, { rule, epoch: trainer.epoch, text });
    }
  };
  ask();
  for (const { epoch } of trainer.epochs()) if (epoch <= 10 || epoch % every === 0) ask();
  ask();
  return [...remarks.values()];
}

/** What one rule says of a training, if anything. */
export function remarkBy(rule: DiagnosisName, spec: TrainingSpec, data: TrainingData): RemarkOf | undefined {
  return remarksOn(spec, data).find((remark) => remark.rule === rule);
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
