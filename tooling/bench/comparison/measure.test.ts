import { expect, test } from "vitest";
import type { Competitor } from "./competitor.ts";
import { measure } from "./measure.ts";
import type { Workload } from "../workloads.ts";

const workload: Workload = {
  name: "small",
  inputs: 1,
  units: [1],
  loss: "meanSquaredError",
  optimizer: "gradientDescent",
  learningRate: 0.1,
  rows: 4,
  batchSize: 4,
  checkBatches: 2,
  files: { x: "", y: "", parameters: "" },
};

/** A child process that speaks the protocol with scripted replies: one when ready, and one for each turn. */
function scriptedCompetitor(
  id: string,
  ready: object,
  works: readonly object[],
  rest: Partial<Competitor> = {},
): Competitor {
  const script = `
    const works = ${JSON.stringify(works)};
    require("node:readline").createInterface({ input: process.stdin }).on("line", (line) =>
      console.log(JSON.stringify("workload" in JSON.parse(line) ? { ready: ${JSON.stringify(ready)} } : works.shift())));
  `;
  return { id, name: id, family: "Python", threads: 1, command: [process.execPath, "-e", script], ...rest };
}

const ready = { version: "1.2.3", first: 4, check: 2 };
const work = (rows: number, processor: number, wall: number, last = 1) => ({ rows, processor, wall, first: 2, last });

test("a rate is the median over the turns, by processor time, or by wall time with threads", async () => {
  const works = [work(1, 0.1, 0.2), work(1, 0.2, 0.5), work(1, 0.01, 0.1)];
  const [one, two] = await measure(
    [scriptedCompetitor("one", ready, works), scriptedCompetitor("two", ready, works, { threads: 2 })],
    workload,
    {
      rounds: 3,
      ms: 1,
    },
  );
  expect(one).toMatchObject({ version: "1.2.3", rate: 10, perProcessorSecond: 10, perWallSecond: 5, lastLoss: 1 });
  expect(two).toMatchObject({ rate: 5, perProcessorSecond: 10, perWallSecond: 5 });
});

test("a slow competitor gets two turns", async () => {
  const works = [work(1, 2, 2), work(1, 2, 2)];
  const [result] = await measure([scriptedCompetitor("slow", ready, works)], workload, { rounds: 5, ms: 1 });
  expect(result).toMatchObject({ rate: 0.5 });
});

test("a loss that does not fall, a check loss that differs, and a crash are failures", async () => {
  const turns = [work(1, 1, 1)];
  const crash: Competitor = {
    ...scriptedCompetitor("crash", ready, []),
    command: [process.execPath, "-e", "throw new Error('out of order')"],
  };
  const results = await measure(
    [
      scriptedCompetitor("ours", { ...ready, check: 2.001 }, turns, { family: "epochal" }),
      scriptedCompetitor("ours, but wrong", { ...ready, check: 2.3 }, turns, { family: "epochal" }),
      scriptedCompetitor("theirs", ready, turns),
      scriptedCompetitor("stuck", ready, [work(1, 1, 1, 4)]),
      scriptedCompetitor("not a number", ready, [{ ...work(1, 1, 1), last: null }]),
      scriptedCompetitor("wrong", { ...ready, check: 2.1 }, turns),
      scriptedCompetitor("different work", { ...ready, check: 3 }, turns, { differs: "updates after each row" }),
      crash,
    ],
    workload,
    { rounds: 1, ms: 1 },
  );
  expect(results.map((result) => ("failure" in result ? result.failure : result.competitor.id))).toEqual([
    "ours",
    "its mean loss was 2.3 over the first batches, expected 2 as for most",
    "theirs",
    "its loss did not fall: 4 before, 4 after",
    "its loss did not fall: 4 before, null after",
    "its mean loss was 2.1 over the first batches, expected 2 as for most",
    "different work",
    "Error: out of order",
  ]);
});
