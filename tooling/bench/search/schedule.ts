/**
 * The steps of the command's search on cars, scheduled on ideal processors by the processor time of each: how soon several jobs can end
 * it, whatever else the machine does.
 */
import { createScheduler, defaultSpace, rungEpochs, searchRuns, settingsOf, trainingObjective } from "@epochal/search";
import { lastValueFrom, tap } from "rxjs";
import { tables, trainingOf } from "./tables.ts";

const TRIALS = 30;
/** That of the command. */
const LOOKAHEAD = 8;

interface Step {
  readonly loss: number;
  /** Processor time of all threads. */
  readonly seconds: number;
}

export interface Schedule {
  readonly steps: number;
  /** Processor time of all steps. */
  readonly seconds: number;
  /** How much sooner this many processors end them than one does. */
  speedup(processors: number): number;
}

/** Trains all steps, one after another. */
export async function measureSchedule(): Promise<Schedule> {
  const { spec, data } = trainingOf(tables.find(({ name }) => name === "cars")!);
  const space = defaultSpace(spec);
  const first = [settingsOf(spec, Object.keys(space))];
  const { epochs } = spec;
  const objective = trainingObjective(spec, data, { worker: true, threads: 1, snapshotBytes: 0 });
  const steps = new Map<string, Step>();
  let start = process.cpuUsage();
  await lastValueFrom(
    searchRuns(space, objective, { epochs, first, trials: TRIALS, lookahead: LOOKAHEAD }).pipe(
      tap((event) => {
        if (event.type === "trialStarted") start = process.cpuUsage();
        if (event.type !== "trialReported") return;
        const { user, system } = process.cpuUsage(start);
        steps.set(keyOf(event), { loss: event.loss, seconds: (user + system) / 1e6 });
      }),
    ),
  );
  const seconds = Array.from(steps.values()).reduce((sum, step) => sum + step.seconds, 0);
  const rungs = rungEpochs({ epochs }).length;
  return { steps: steps.size, seconds, speedup: (processors) => seconds / timeOn(processors, rungs, steps) };
}

/** The time until all steps have ended, if each processor takes the next step of the scheduler as soon as it is free. */
function timeOn(processors: number, rungs: number, steps: ReadonlyMap<string, Step>): number {
  const scheduler = createScheduler({ trials: TRIALS, rungs, inFull: [0], lookahead: LOOKAHEAD });
  let now = 0;
  const running: { readonly end: number; readonly report: () => void }[] = [];
  for (;;) {
    const job = running.length < processors ? scheduler.next() : "wait";
    if (job === "done") return now;
    if (job === "wait") {
      const soonest = running.reduce((a, b) => (b.end < a.end ? b : a));
      running.splice(running.indexOf(soonest), 1);
      now = soonest.end;
      soonest.report();
      continue;
    }
    const { loss, seconds } = steps.get(keyOf({ trial: job.trial + 1, rung: job.rung }))!;
    running.push({ end: now + seconds, report: () => scheduler.report(job, loss) });
  }
}

function keyOf({ trial, rung }: { readonly trial: number; readonly rung: number }): string {
  return `trial ${trial} on rung ${rung}`;
}
