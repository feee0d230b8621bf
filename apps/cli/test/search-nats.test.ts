/** `epochal search --nats` with a real nats-server: workers train the trials. */
import { openNatsLog } from "@epochal/log-nats";
import { clearNats, natsServer, natsServerForTest } from "@epochal/log-nats/test-server";
import { work } from "@epochal/server";
import { describe, expect, onTestFinished, test } from "vitest";
import { epochal, start, waitForOutput } from "./harness/program.ts";

interface Trial {
  readonly run: string;
  readonly epoch: number;
}
interface End {
  readonly trials: readonly Trial[];
}

const search = ["search", "--data", "moons", "--epochs", "27", "--trials", "7", "--try", "learningRate=0.001..0.1:log"];
const inLines = [...search, "--format", "ndjson"];
const endOf = (stdout: string) => JSON.parse(stdout.trim().split("\n").at(-1)!) as End;
/** All but the ids of the runs. */
const resultOf = ({ trials, ...end }: End) => ({ ...end, trials: trials.map(({ run: _, ...trial }) => trial) });

describe.skipIf(natsServer === "")("on a real nats-server", () => {
  test("workers train the trials of a search, which ends as in one process, to the bit, also if it was killed before", async () => {
    const { url } = await natsServerForTest();
    const killed = start(...search, "--nats", url);
    await waitForOutput(killed.child.stderr, /has no workers yet: start one with/);
    const log = await openNatsLog(url);
    onTestFinished(() => log.close());
    await expect.poll(() => log.runs().length).toBeGreaterThan(3);
    killed.child.kill("SIGKILL");
    await killed.ended;

    const runOptions = { worker: false, snapshotEveryMs: 15_000 };
    const worker = await work({ openLog: (now) => openNatsLog(url, { now }), jobs: 2, runOptions });
    onTestFinished(() => worker.close());
    const [shared, alone] = [await epochal(...inLines, "--nats", url), await epochal(...inLines)];
    expect(shared.exitCode).toBe(0);
    expect(resultOf(endOf(shared.stdout))).toEqual(resultOf(endOf(alone.stdout)));
    // Its trials are runs of the store, which are not trained again.
    const { run, epoch } = endOf(shared.stdout).trials[0]!;
    expect(log.run(run)).toMatchObject({ status: "finished", epoch });
    const count = log.runs().length;
    const again = await epochal(...search, "--nats", url);
    expect(again.stderr).toContain(`${url}: has ${count} parts of these trials, which are not trained again`);
    expect(log.runs()).toHaveLength(count);
    expect((await epochal("verify", url, run)).stdout).toContain(": identical to the last bit: ");
  });

  test("a search and a worker end in one line if everything stored is deleted", async () => {
    const { url } = await natsServerForTest();
    const worker = start("work", "--nats", url, "--jobs", "1");
    await waitForOutput(worker.child.stderr, /trains one run of/);
    const searching = start("search", "--data", "moons", "--epochs", "100000000", "--trials", "2", "--nats", url);
    await waitForOutput(worker.child.stderr, /: started/);
    await clearNats(url);
    for (const { stderr, exitCode } of await Promise.all([worker.ended, searching.ended])) {
      // Each of its streams is deleted. The process names the first that it misses.
      const line = /^epochal: log: another program has deleted the stream "[\w-]+" at .*: start this command again$/m;
      expect(stderr).toMatch(line);
      expect(exitCode).toBe(1);
    }
  });
});
