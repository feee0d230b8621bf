/** The work queue: each run is taken by one process at a time, until it has ended. */
import { connect } from "@nats-io/transport-node";
import { jetstreamManager } from "@nats-io/jetstream";
import { describe, expect, onTestFinished, test } from "vitest";
import { natsServer, natsServerForTest, type NatsServer } from "../../test/nats-server.ts";
import { openNatsLog, type NatsLog, type NatsLogOptions } from "../nats-log.ts";
import { jobSubject } from "./job-queue.ts";

/** No job is delivered again because the machine is busy. */
const LONG_MS = 600_000;

async function open({ url }: NatsServer, options: NatsLogOptions = {}): Promise<NatsLog> {
  const log = await openNatsLog(url, { leaseMs: LONG_MS, ...options });
  onTestFinished(() => log.close());
  return log;
}

describe.skipIf(natsServer === "")("the work queue on a real nats-server", () => {
  test("gives each run to one of the workers, and forgets it when it is done", async () => {
    const server = await natsServerForTest();
    const logs = [await open(server), await open(server)];
    const ids = Array.from({ length: 6 }, (_, i) => `run ${i}`);
    for (const id of [...ids, ids[0]!]) await logs[0]!.jobs.add(id);
    expect(await logs[1]!.jobs.load()).toEqual({ waiting: 6, taken: 0, takenAgain: 0, workers: 0, places: 0 });
    expect([...(await logs[1]!.jobs.runs())].toSorted()).toEqual(ids);
    const taken: string[] = [];
    for (const _ of ids) {
      const job = await logs[taken.length % 2]!.jobs.take();
      taken.push(job!.run);
      await job!.done();
    }
    expect(taken.toSorted()).toEqual(ids);
    expect((await logs[0]!.jobs.runs()).size).toBe(0);
    // A run that was done can be added again.
    await logs[0]!.jobs.add("run 0");
    expect((await logs[1]!.jobs.take())?.run).toBe("run 0");
  });

  test("gives a run that was released to another worker", async () => {
    const server = await natsServerForTest();
    const [first, second] = [await open(server), await open(server)];
    await first.jobs.add("a");
    (await first.jobs.take())!.release();
    expect((await second.jobs.take())?.run).toBe("a");
    expect(await first.jobs.load()).toMatchObject({ waiting: 0, taken: 1, takenAgain: 1 });
  });

  test("gives a run to another worker when the first is silent for a lease time, but not while it is alive", async () => {
    const server = await natsServerForTest();
    const leaseMs = 900;
    const [first, second] = [await open(server, { leaseMs }), await open(server, { leaseMs })];
    await first.jobs.add("alive");
    const alive = await first.jobs.take();
    expect(alive?.run).toBe("alive");
    await first.jobs.add("silent");
    const silent = await first.jobs.take();
    const start = performance.now();
    silent!.forget();
    expect((await second.jobs.take())?.run).toBe("silent");
    expect(performance.now() - start).toBeGreaterThan(leaseMs / 2);
    await alive!.done();
  });

  test("leaves what it cannot read in the queue with one line each, and takes the next", async () => {
    const server = await natsServerForTest();
    const lines: unknown[] = [];
    const log = await open(server, { leaseMs: 900, onFailure: (error) => lines.push((error as Error).message) });
    const connection = await connect({ servers: server.url });
    const texts = ['{"version":2,"run":"a","gpu":true}', '{"run":"a"}', "hello"];
    for (const [i, text] of texts.entries()) connection.publish(jobSubject(`a${i}`), text);
    await connection.flush();
    await log.jobs.add("b");
    const job = await log.jobs.take();
    expect(job?.run).toBe("b");
    await job!.done();
    // They are delivered again, and reported once.
    void log.jobs.take();
    const jsm = await jetstreamManager(connection);
    const deliveries = async () => (await jsm.consumers.info("epochal-jobs", "workers")).delivered.consumer_seq;
    await expect.poll(deliveries).toBeGreaterThan(4);
    expect(lines).toEqual([
      "epochal.job.a0: a job of version 2, expected 1: only another version of epochal can take it",
      "epochal.job.a1: a message that is no job: another program has written it",
      "epochal.job.a2: a message that is no job: another program has written it",
    ]);
    expect([...(await log.jobs.runs())].toSorted()).toEqual(["a0", "a1", "a2"]);
    await connection.close();
  });

  test("a closed queue gives no more runs", async () => {
    const server = await natsServerForTest();
    const log = await open(server);
    const taking = log.jobs.take();
    await log.jobs.close();
    expect(await taking).toBeUndefined();
    await log.jobs.add("a");
    expect([...(await log.jobs.runs())]).toEqual(["a"]);
  });
});
