/** Announces a run to people who listen: a line whenever something important changes, and no more. */
import type { TrainingEvent } from "@epochal/stream/events";
import { formatNumber } from "../numbers/format.ts";
import { hasValidation } from "../run-state/monitored-loss.ts";
import type { RunState } from "../run-state/run-state.ts";
import { describeActivity } from "../text/describe-activity.ts";
import { describeLearning } from "../text/describe-learning.ts";
import { countParameters, describeEnd, describeKept, describeNetwork, describeOptimizer } from "../text/describe.ts";
import { capital, describeDuration, describeRun } from "../text/status-sentence.ts";
import { spellOut } from "./spell-out.ts";

/** How many times progress is announced in a run, evenly spaced. */
const TIMES = 10;

export interface Announcer {
  /** The lines an event is worth; takes all, in order. @param readState the state after it; called only if needed. */
  next(event: TrainingEvent, readState: () => RunState): string[];
}

/** Announces the start, every tenth of the epochs, commands, notices and the end. */
export function createAnnouncer(): Announcer {
  let epochs = Infinity;
  let announced = 0;
  let last: RunState["activity"][number] | undefined;
  const tenthOf = (epoch: number) => Math.floor((epoch / epochs) * TIMES);
  return {
    next(event, readState) {
      switch (event.type) {
        case "started":
          epochs = event.spec.epochs;
          announced = tenthOf(event.from?.epoch ?? 0);
          last = undefined;
          return [introduce(readState())].map(spellOut);
        case "epoch": {
          const tenth = tenthOf(event.epoch);
          if (tenth === announced || event.epoch === epochs) return [];
          announced = tenth;
          const state = readState();
          return [spellOut(`${tenth * (100 / TIMES)} percent. ${describeRun(state)}${describeBest(state)}`)];
        }
        case "commanded":
        case "noticed": {
          const before = last;
          const state = readState();
          last = state.activity.at(-1);
          if (!last || last === before) return [];
          if (event.type === "commanded") announced = Math.min(announced, tenthOf(state.epoch));
          return [spellOut(`${capital(last.kind)}: ${describeActivity(last)}.`)];
        }
        case "snapshot":
          return [];
        case "finished": {
          const state = readState();
          return [spellOut(`${describeRun(state)}${sayKept(state)}`)];
        }
      }
    },
  };
}

function introduce(state: RunState): string {
  const { started } = state;
  if (!started) return "";
  const { name, spec, data } = started;
  const { learningRate: rate } = state;
  return [
    `Run ${name} learns ${describeLearning(started)[0]}: a network ${describeNetwork(spec.network)}, ${countParameters(spec.network)} parameters,`,
    `trained by ${describeOptimizer(spec.optimizer)}${rate === undefined ? "" : ` with learning rate ${rate}`},`,
    `on ${data.rows.train} rows${data.rows.validation > 0 ? `, validated on ${data.rows.validation} others` : ""},`,
    `for at most ${spec.epochs} epochs.`,
  ].join(" ");
}

function describeBest(state: RunState): string {
  const best = hasValidation(state) ? state.best.validationLoss : state.best.loss;
  if (!best || best.epoch === state.epoch) return best ? " This is the best so far." : "";
  return ` The best was epoch ${best.epoch}, with ${formatNumber(best.value).trim()}.`;
}

function sayKept(state: RunState): string {
  const kept = describeKept(state);
  return kept === undefined ? "" : ` ${capital(kept)}.`;
}

/** The last line for a viewer who leaves. */
export function describeLeaving(state: RunState): string {
  if (state.finished) return `${capital(describeEnd(state.finished))}.`;
  return `Left at epoch ${state.epoch}, after ${describeDuration(state.clock.trainingMs)}.`;
}
