/** `epochal work` with a real nats-server: workers train what clients start on servers, and continue the runs of those that die. */
import { connect } from "@epochal/client";
import { openNatsLog } from "@epochal/log-nats";
import { eventsOf, type TrainingEvent } from "@epochal/stream/events";
import { describe, expect, test } from "vitest";
import { natsServer, natsServerForTest } from "@epochal/log-nats/test-server";
import { epochal, start, waitForOutput, type Started } from "./harness/program.ts";

/** A lease that soon expires. On a busy machine that may happen to a worker that is alive: its run is then continued, too. */
const SHORT_MS = 2000;
const TOKEN = ["--token", "a-token"];

/** A NATS server, and a server that leaves its runs to workers. */
async function startGateway(): Promise<{ readonly nats: string; readonly url: string }> {
  const { url: nats } = await natsServerForTest();
  // The first process decides how long leases live.
  await (await openNatsLog(nats, { leaseMs: SHORT_MS })).close();
  const server = start("serve", "--port", "0", "--nats", nats, "--use-workers", ...TOKEN);
  return { nats, url: await waitForOutput(server.child.stderr, /(ws:\/\/\S+) /) };
}

/** A worker, and what it has printed. */
function startWorker(nats: string): Started & { readonly printed: () => string } {
  const worker = start("work", "--nats", nats, "--jobs", "1", "--snapshot-every", "0.2");
  let text = "";
  worker.child.stderr.on("data", (more: string) => (text += more));
  return { ...worker, printed: () => text };
}

async function listWorkers(nats: string): Promise<unknown> {
  return JSON.parse((await epochal("workers", nats, "--json")).stdout);
}

interface StoredRun {
  readonly id: string;
  readonly status: string;
  readonly events: TrainingEvent[];
}

/** All runs with their events, oldest first. */
async function storedRuns(nats: string): Promise<StoredRun[]> {
  const log = await openNatsLog(nats, { isReader: true });
  const runs = [];
  for (const { id, status, head } of log.runs().toReversed()) {
    const events: TrainingEvent[] = [];
    while (events.length < head) {
      for (const chunk of await log.read(id, events.length)) events.push(...eventsOf(chunk));
    }
    runs.push({ id, status, events });
  }
  await log.close();
  return runs;
}

const hashOf = ({ events }: StoredRun) => events.find((event) => event.type === "finished")?.hash;
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

/** At this pace they take longer than a test may: the run cannot end before it has been disturbed, however busy the machine is. */
const EPOCHS = 20_000;
const SLOW = ["--speed", "50"];

/** Starts a run, and a watcher of it; resolves when the run has come to epoch 10. */
async function startWatched(url: string) {
  const { stdout } = await epochal("start", url, "--epochs", String(EPOCHS), ...SLOW, ...TOKEN);
  const id = stdout.trim();
  const watcher = start("watch", url, id, "--format", "ndjson", ...TOKEN);
  await waitForOutput(watcher.child.stdout, /"epoch":10,/);
  return { watcher };
}

/** The epochs that a watcher has printed. */
async function watchedEpochs(watcher: Started): Promise<number[]> {
  const lines = (await watcher.ended).stdout.trim().split("\n");
  return lines
    .map((line) => JSON.parse(line) as TrainingEvent)
    .flatMap((event) => (event.type === "epoch" ? [event.epoch] : []));
}

describe.skipIf(natsServer === "")("on a real nats-server", () => {
  test("a worker that is killed, and one that is stopped for too long, lose their runs to others, which end with the same bits", async () => {
    const { nats, url } = await startGateway();
    const first = startWorker(nats);
    const { watcher } = await startWatched(url);
    await expect.poll(() => listWorkers(nats)).toMatchObject([{ process: first.child.pid, jobs: 1 }]);
    first.child.kill("SIGKILL");
    const second = startWorker(nats);
    await expect.poll(second.printed).toMatch(/run-\S+: continues run-/);
    second.child.kill("SIGSTOP");
    const third = startWorker(nats);
    await expect.poll(third.printed).toMatch(/run-\S+: continues run-/);
    second.child.kill("SIGCONT");
    await expect.poll(second.printed).toMatch(/run-\S+: stopped here: another process has taken it over/);
    const client = connect(url, { token: "a-token" });
    /** On a busy machine another worker may continue the run: the newest run is set free until the watcher has ended. */
    const setFree = async () => {
      const [running] = await client.runs({ status: "running" });
      if (running) await client.run(running.id).command({ type: "set", epochsPerSecond: 0 });
    };
    await expect
      .poll(async () => {
        await setFree().catch(() => {});
        return watcher.child.exitCode;
      })
      .toBe(0);
    // Every epoch once and in order, over all of its runs.
    expect(await watchedEpochs(watcher)).toEqual(upTo(EPOCHS));

    const undisturbed = (await epochal("start", url, "--epochs", String(EPOCHS), ...TOKEN)).stdout.trim();
    await epochal("watch", url, undisturbed, ...TOKEN);
    const runs = await storedRuns(nats);
    expect(runs.map(({ events }) => events.map(({ seq }) => seq))).toEqual(
      runs.map(({ events }) => upTo(events.length)),
    );
    const [last, whole, ...others] = runs.filter((run) => hashOf(run) !== undefined);
    expect(others).toEqual([]);
    expect(hashOf(last!)).toBe(hashOf(whole!));
    expect(await epochal("verify", nats, last!.id)).toMatchObject({ exitCode: 0 });
    for (const { child } of [second, third]) child.kill("SIGTERM");
    expect([await second.ended, await third.ended].map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  });
});

/** Nothing listens on port 1 of this machine. */
const NOWHERE = "nats://127.0.0.1:1";
const noServer = `no NATS server at ${NOWHERE} (connection refused): start one with \`nats-server -js\`, or correct the address`;

test.each([
  [["work"], "work: name the NATS server with --nats, such as nats://host:4222"],
  [["work", "--nats", "host"], 'expected an address such as nats://host:4222, got "host"'],
  [["serve", "--use-workers"], "--use-workers needs --nats: name the NATS server of the workers"],
  [["serve", "--use-workers", "--nats", NOWHERE, "--wait"], noServer],
  [
    ["serve", "--use-workers", "--nats", NOWHERE, "cars.csv"],
    "serve: --use-workers trains nothing itself: leave out cars.csv",
  ],
  [
    ["serve", "--use-workers", "--nats", NOWHERE, "--resume", "latest"],
    "serve: --use-workers trains nothing itself: leave out --resume; workers continue their runs",
  ],
])("wrong use is one line: epochal %j", async (args, line) => {
  expect(await epochal(...args)).toEqual({ stdout: "", stderr: `epochal: ${line}\n`, exitCode: 2 });
});
