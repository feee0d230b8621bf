/** Whether a finished training answers an exercise, and why not. To add one: an entry here, and its name in a lesson. */
import type { RunState } from "@epochal/view";

export interface Verdict {
  readonly isRight: boolean;
  /** A sentence for the learner. */
  readonly text: string;
}

type Finished = NonNullable<RunState["finished"]>;

type Check = (finished: Finished, state: RunState) => Verdict;

/** The losses that the exercises ask for. */
const SINE_LOSS = 0.03;
const NOTEBOOK_LOSS = 0.01;
const NOTEBOOK_EPOCHS = 200;
const RATE_LOSS = 0.03;
/** How far the kept network may be from the best of a long training. */
const CLOSE = 1.05;
/** The lowest validation loss of the exercise on overfitting, if it trains all epochs. */
const BEST_OVERFITTED = 0.0802;

const right = (text: string): Verdict => ({ isRight: true, text });
const wrong = (text: string): Verdict => ({ isRight: false, text });

const checks = {
  everyCorner({ report }) {
    const { accuracy = 0 } = report.train.network;
    if (accuracy === 1)
      return right("all four corners are on the right side: a hidden layer draws more than one line.");
    return wrong(`${4 * accuracy} of 4 corners are right. One line is not enough: give the network a hidden layer.`);
  },
  bends(_, { latest, started }) {
    const loss = latest?.validationLoss ?? Infinity;
    const activation = started?.spec.network.layers[0]?.activation;
    if (activation === "identity") return wrong("identity bends nothing: the network is still a straight line.");
    if (loss < SINE_LOSS) return right(`the validation loss is ${loss.toFixed(4)}: the curve follows the wave.`);
    return wrong(`the validation loss is ${loss.toFixed(4)}: below ${SINE_LOSS} the curve follows the wave.`);
  },
  faster(_, { latest, epoch }) {
    const loss = latest?.loss ?? Infinity;
    if (epoch > NOTEBOOK_EPOCHS) return wrong(`it took ${epoch} epochs: leave them at ${NOTEBOOK_EPOCHS}.`);
    if (loss < NOTEBOOK_LOSS) return right(`the loss is ${loss.toFixed(4)} after ${epoch} epochs, not after 700.`);
    return wrong(`the loss is ${loss.toFixed(4)} after ${epoch} epochs: below ${NOTEBOOK_LOSS} was asked for.`);
  },
  goodRate({ reason }, { latest }) {
    const loss = latest?.loss ?? Infinity;
    if (reason === "diverged")
      return wrong("each step went too far, and the loss grew without end: take a smaller rate.");
    if (loss < RATE_LOSS) return right(`the loss is ${loss.toFixed(4)}: neither too slow nor too far.`);
    return wrong(
      `the loss is ${loss.toFixed(4)}, and ${RATE_LOSS} can be reached: try a rate 3 times as large, or as small.`,
    );
  },
  stopsInTime({ reason, report, epoch }) {
    const loss = (report.validation?.network.rmse ?? Infinity) ** 2;
    if (reason !== "early")
      return wrong(`it trained all ${epoch} epochs, most of them for nothing: give it a patience.`);
    if (loss <= CLOSE * BEST_OVERFITTED) return right(`it stopped after epoch ${epoch}, and kept the best network.`);
    return wrong(`it stopped after epoch ${epoch}, too early: a larger patience sees that the loss still falls.`);
  },
} satisfies Record<string, Check>;

/** The verdict on a run; undefined until it has finished. */
export function checkRun(name: string, state: RunState): Verdict | undefined {
  const check = (checks as Readonly<Record<string, Check>>)[name];
  return state.finished && check?.(state.finished, state);
}
