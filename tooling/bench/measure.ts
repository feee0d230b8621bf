/** Competitors take turns, one at a time, round by round, so that whatever else the machine does hits all alike. */
import { startCompetitor, type Competitor, type Session, type Work } from "./competitor.ts";
import { median } from "./median.ts";
import type { Workload } from "./workloads.ts";

/** How fast a competitor was, or why there is no telling. */
export type Result = Measured | { readonly competitor: Competitor; readonly failure: string };

export interface Measured {
  readonly competitor: Competitor;
  readonly version: string;
  /** Median rows a second of processor time, and of time on the wall. */
  readonly perProcessorSecond: number;
  readonly perWallSecond: number;
  /** What it is judged by: with several threads the wall, else the processor. */
  readonly rate: number;
  /** Half of the distance between the quartiles of that rate, as a share of it. */
  readonly spread: number;
  /** How much of one processor it got while it ran on one thread: below 1 where others were busy too. */
  readonly share: number;
  readonly firstLoss: number;
  /** Mean over the first batches, which others had too. */
  readonly checkLoss: number;
  readonly lastLoss: number;
}

export interface Turns {
  readonly rounds: number;
  /** How long a turn takes, about. */
  readonly ms: number;
}

/** A competitor whose turns take longer than this has fewer of them. */
const LONG_TURN_S = 1.5;
const FEWER_ROUNDS = 2;
/** How far the mean losses of float32 and float64 may be apart, as a share. */
const ROUNDING_TOLERANCE = 1e-3;

/**
 * All competitors on one workload. Whose loss does not fall has failed, and who does the same work as others but has another mean
 * loss over the first batches than most of them.
 */
export async function measure(
  competitors: readonly Competitor[],
  workload: Workload,
  { rounds, ms }: Turns,
  say: (text: string) => void = () => {},
): Promise<Result[]> {
  const sessions = new Map<Competitor, Session>();
  const works = new Map<Competitor, Work[]>();
  const failures = new Map<Competitor, string>();
  for (const competitor of competitors) {
    say(`${workload.name}: ${competitor.name} gets ready`);
    try {
      sessions.set(competitor, await startCompetitor(competitor, workload));
      works.set(competitor, []);
    } catch (error) {
      failures.set(competitor, (error as Error).message);
    }
  }
  for (let round = 0; round < rounds; round++) {
    // Another one begins each round: nobody always comes after the same neighbour's heat.
    const order = [...sessions.keys()];
    const first = Math.floor((round * order.length) / rounds);
    for (const competitor of [...order.slice(first), ...order.slice(0, first)]) {
      const done = works.get(competitor)!;
      if (round >= FEWER_ROUNDS && done[0]!.wall > LONG_TURN_S) continue;
      say(`${workload.name}: round ${round + 1} of ${rounds}, ${competitor.name}`);
      try {
        done.push(await sessions.get(competitor)!.run(ms));
      } catch (error) {
        failures.set(competitor, (error as Error).message);
        sessions.delete(competitor);
      }
    }
  }
  for (const session of sessions.values()) session.end();
  const expected = expectedCheck(sessions);
  return competitors.map((competitor) => {
    const session = sessions.get(competitor);
    if (!session) return { competitor, failure: failures.get(competitor)! };
    return judge(competitor, session, works.get(competitor)!, expected);
  });
}

/** What most say who do the same work with the same rows in the same batches; where nobody does, what we say. */
function expectedCheck(sessions: ReadonlyMap<Competitor, Session>): number {
  const same = [...sessions].filter(([{ differs }]) => differs === undefined);
  const others = same.filter(([{ family }]) => family !== "epochal");
  return median((others.length > 0 ? others : same).map(([, { ready }]) => ready.check));
}

function judge(competitor: Competitor, { ready }: Session, works: readonly Work[], expected: number): Result {
  const lastLoss = works.at(-1)!.last;
  // What is not a finite number comes as null.
  if (lastLoss === null || !(lastLoss < ready.first)) {
    return { competitor, failure: `its loss did not fall: ${ready.first} before, ${lastLoss} after` };
  }
  if (competitor.differs === undefined && Math.abs(ready.check / expected - 1) > ROUNDING_TOLERANCE) {
    return { competitor, failure: `its mean loss was ${ready.check} over the first batches, that of most ${expected}` };
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
