/** Measures competitors in interleaved turns, one at a time, so that other load on the machine affects all alike. */
import { startCompetitor, type Competitor, type Session, type Work } from "./competitor.ts";
import { median } from "../report.ts";
import type { Workload } from "../workloads.ts";

/** The speed of a competitor, or the reason why there is none. */
export type Result = Measured | { readonly competitor: Competitor; readonly failure: string };

export interface Measured {
  readonly competitor: Competitor;
  readonly version: string;
  /** Median rows per second of processor time, and of wall time. */
  readonly perProcessorSecond: number;
  readonly perWallSecond: number;
  /** The rate that is compared: by wall time with several threads, otherwise by processor time. */
  readonly rate: number;
  /** Half of the interquartile range of that rate, as a share of it. */
  readonly spread: number;
  /** Processor time per wall time: below 1 on one thread if other processes were busy. */
  readonly share: number;
  readonly firstLoss: number;
  /** Mean loss over the first batches, which all competitors share. */
  readonly checkLoss: number;
  readonly lastLoss: number;
}

export interface Turns {
  readonly rounds: number;
  /** The length of a turn, about. */
  readonly ms: number;
}

/** A competitor whose turns take longer than this gets fewer of them. */
const LONG_TURN_S = 1.5;
const FEWER_ROUNDS = 2;
/** The relative difference allowed between mean losses in float32 and float64. */
const ROUNDING_TOLERANCE = 1e-3;

/**
 * Measures all competitors on one workload. A competitor fails if its loss does not fall, or if it does the same work as others but
 * its mean loss over the first batches differs from that of most.
 */
export async function measure(
  competitors: readonly Competitor[],
  workload: Workload,
  { rounds, ms }: Turns,
  showStatus: (text: string) => void = () => {},
): Promise<Result[]> {
  const sessions = new Map<Competitor, Session>();
  const works = new Map<Competitor, Work[]>();
  const failures = new Map<Competitor, string>();
  for (const competitor of competitors) {
    showStatus(`${workload.name}: ${competitor.name} starting`);
    try {
      sessions.set(competitor, await startCompetitor(competitor, workload));
      works.set(competitor, []);
    } catch (error) {
      failures.set(competitor, (error as Error).message);
    }
  }
  for (let round = 0; round < rounds; round++) {
    // A different competitor begins each round, so that none always follows the same neighbour.
    const order = [...sessions.keys()];
    const first = Math.floor((round * order.length) / rounds);
    for (const competitor of [...order.slice(first), ...order.slice(0, first)]) {
      const done = works.get(competitor)!;
      if (round >= FEWER_ROUNDS && done[0]!.wall > LONG_TURN_S) continue;
      showStatus(`${workload.name}: round ${round + 1} of ${rounds}, ${competitor.name}`);
      try {
        done.push(await sessions.get(competitor)!.run(ms));
      } catch (error) {
        failures.set(competitor, (error as Error).message);
        sessions.delete(competitor);
      }
    }
  }
  for (const session of sessions.values()) session.end();
  const expected = expectedCheckLoss(sessions);
  return competitors.map((competitor) => {
    const session = sessions.get(competitor);
    if (!session) return { competitor, failure: failures.get(competitor)! };
    return toResult(competitor, session, works.get(competitor)!, expected);
  });
}

/** The median check loss of the others that do the same work in the same batches; ours if there are none. */
function expectedCheckLoss(sessions: ReadonlyMap<Competitor, Session>): number {
  const same = [...sessions].filter(([{ differs }]) => differs === undefined);
  const others = same.filter(([{ family }]) => family !== "epochal");
  return median((others.length > 0 ? others : same).map(([, { ready }]) => ready.check));
}

function toResult(competitor: Competitor, { ready }: Session, works: readonly Work[], expected: number): Result {
  const lastLoss = works.at(-1)!.last;
  // A loss that is not finite arrives as null.
  if (lastLoss === null || !(lastLoss < ready.first)) {
    return { competitor, failure: `its loss did not fall: ${ready.first} before, ${lastLoss} after` };
  }
  if (competitor.differs === undefined && Math.abs(ready.check / expected - 1) > ROUNDING_TOLERANCE) {
    const failure = `its mean loss was ${ready.check} over the first batches, expected ${expected} as for most`;
    return { competitor, failure };
  }
  const perProcessorSecond = works.map(({ rows, processor }) => rows / processor);
  const perWallSecond = works.map(({ rows, wall }) => rows / wall);
  const rates = competitor.threads > 1 ? perWallSecond : perProcessorSecond;
  const sorted = rates.toSorted((a, b) => a - b);
  const quartile = (part: number) => sorted[Math.round(part * (sorted.length - 1))]!;
  return {
    competitor,
    version: ready.version,
    perProcessorSecond: median(perProcessorSecond),
    perWallSecond: median(perWallSecond),
    rate: median(rates),
    spread: (quartile(0.75) - quartile(0.25)) / 2 / median(rates),
    share: median(works.map(({ processor, wall }) => processor / wall)),
    firstLoss: ready.first,
    checkLoss: ready.check,
    lastLoss,
  };
}
