/** Announces a run to people who listen: a line whenever something important changes, and no more. */
import type { TrainingEvent } from "@epochal/stream/events";
import { describeActivity } from "../text/describe-activity.ts";
import { countParameters, describeEnd, describeNetwork, describeOptimizer } from "../text/describe.ts";
import { formatNumber } from "../numbers/format.ts";
import { hasValidation } from "../run-state/monitored-loss.ts";
import type { RunState } from "../run-state/run-state.ts";
import { spellOut } from "./spell-out.ts";
import { describeDuration, describeRun } from "../text/status-sentence.ts";
import { trainingMs } from "../run-state/timing.ts";

/** How many times progress is announced in a run, evenly spaced. */
const TIMES = 10;

export interface Announcer {
  /** The lines an event is worth, often none; `state` is the run's state after it. Takes every event of the run, in order. */
  next(event: TrainingEvent, state: RunState): string[];
}

/** Announces the start, every tenth of the epochs, commands, notices and the end. */
export function createAnnouncer(): Announcer {
  let announced = 0;
  let last: RunState["activity"][number] | undefined;
  return {
    next(event, state) {
      const before = last;
      last = state.activity.at(-1);
      switch (event.type) {
        case "started":
          announced = Math.floor((state.epoch / event.spec.epochs) * TIMES);
          return [introduce(state)].map(spellOut);
        case "epoch": {
          const tenth = Math.floor((event.epoch / (state.started?.spec.epochs ?? Infinity)) * TIMES);
          if (tenth === announced || event.epoch === state.started?.spec.epochs) return [];
          announced = tenth;
          return [spellOut(`${tenth * (100 / TIMES)} percent. ${describeRun(state)}${describeBest(state)}`)];
        }
        case "commanded":
        case "noticed": {
          if (!last || last === before) return [];
          if (event.type === "commanded") announced = Math.min(announced, tenthOf(state));
          return [spellOut(`${capital(last.kind)}: ${describeActivity(last)}.`)];
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
    `on ${data.rows.train} rows${data.rows.validation > 0 ? `, validated on ${data.rows.validation} others` : ""},`,
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

/** The last line for a viewer who leaves. */
export function describeLeaving(state: RunState): string {
  if (state.finished) return `${capital(describeEnd(state.finished))}.`;
  return `Left at epoch ${state.epoch}, after ${describeDuration(trainingMs(state))}.`;
}
