/** A run in words, for those who listen: a line whenever something of meaning changes, and no more. */
import type { TrainingEvent } from "@epochal/stream/events";
import { countParameters, describeEnd, describeNetwork, describeOptimizer } from "../describe.ts";
import { formatNumber } from "../format.ts";
import { describeDuration, describeRun } from "../in-words.ts";
import { hasValidation } from "../is-judged.ts";
import { reduce } from "../reduce.ts";
import { initialState, type RunState } from "../run-state.ts";
import { trainingMs } from "../timing.ts";
import { spellOut } from "./spelled-out.ts";

/** How many times a run that goes its way is told of, evenly. */
const TIMES = 10;

export interface Speaker {
  /** The lines an event is worth, often none. */
  hear(event: TrainingEvent): string[];
  readonly state: RunState;
}

/** Tells each tenth of the way, what people do, what the run notices, and how it ends. */
export function createSpeaker(): Speaker {
  let state = initialState();
  let told = 0;
  return {
    get state() {
      return state;
    },
    hear(event) {
      const before = state.activity.at(-1);
      state = reduce(state, event);
      switch (event.type) {
        case "started":
          told = Math.floor((state.epoch / event.spec.epochs) * TIMES);
          return [introduce(state)].map(spellOut);
        case "epoch": {
          const tenth = Math.floor((event.epoch / (state.started?.spec.epochs ?? Infinity)) * TIMES);
          if (tenth === told || event.epoch === state.started?.spec.epochs) return [];
          told = tenth;
          return [spellOut(`${tenth * (100 / TIMES)} percent. ${describeRun(state)}${describeBest(state)}`)];
        }
        case "commanded":
        case "noticed": {
          const activity = state.activity.at(-1);
          if (!activity || activity === before) return [];
          if (event.type === "commanded") told = Math.min(told, tenthOf(state));
          return [spellOut(`${activity.kind === "noticed" ? "Noticed" : capital(activity.kind)}: ${activity.text}.`)];
        }
        case "snapshot":
          return [];
        case "finished":
          return [spellOut(`${describeRun(state)}${describeKept(state)}`)];
      }
    },
  };
}

function tenthOf({ epoch, started }: RunState): number {
  return Math.floor((epoch / (started?.spec.epochs ?? Infinity)) * TIMES);
}

function introduce(state: RunState): string {
  const { started } = state;
  if (!started) return "";
  const { name, spec, data } = started;
  return [
    `Run ${name}: a network ${describeNetwork(spec.network)}, ${countParameters(spec.network)} parameters,`,
    `trained by ${describeOptimizer(spec.optimizer)} with learning rate ${state.learningRate},`,
    `on ${data.rows.train} rows${data.rows.validation > 0 ? `, judged by ${data.rows.validation} others` : ""},`,
    `for at most ${spec.epochs} epochs.`,
  ].join(" ");
}

function describeBest(state: RunState): string {
  const best = hasValidation(state) ? state.best.validationLoss : state.best.loss;
  if (!best || best.epoch === state.epoch) return best ? " This is the best so far." : "";
  return ` The best was epoch ${best.epoch}, with ${formatNumber(best.value).trim()}.`;
}

function describeKept({ finished, epoch }: RunState): string {
  if (!finished || finished.modelEpoch === epoch || finished.reason === "discarded") return "";
  return ` The network of epoch ${finished.modelEpoch} is kept.`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** The run that was left before it ended. */
export function farewell(state: RunState): string {
  if (state.finished) return `${capital(describeEnd(state.finished))}.`;
  return `Left at epoch ${state.epoch}, after ${describeDuration(trainingMs(state))}.`;
}
