/** Runs that clients rewind, change and branch; and what remains of them when their process is killed. */
import { connect } from "@epochal/client";
import { readLog } from "@epochal/log";
import type { TrainingData } from "@epochal/core";
import { lastSeq, readRecording, snapshotAt, verifyRun } from "@epochal/stream";
import type { EventChunk, TrainingEvent } from "@epochal/stream/events";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { firstValueFrom } from "rxjs";
import { filter } from "rxjs/operators";
import { describe, expect, onTestFinished, test } from "vitest";
import { collect, data, spec, startServer } from "./kit/fixtures.ts";

const token = "secret";

/** The commands with their outcomes and epochs, such as `rewind applied 3`. */
function commandsIn(events: readonly TrainingEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === "commanded" ? [`${event.command.type} ${event.outcome} ${event.epoch}`] : [],
  );
}

function temporaryStore(): string {
  const folder = mkdtempSync(join(tmpdir(), "epochal-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "runs.db");
}

function stored(store: string, run: string): { chunks: EventChunk[]; data: TrainingData } {
  const log = readLog(store);
  try {
    const chunks: EventChunk[] = [];
    for (let read = log.read(run, 0); read.length > 0; read = log.read(run, lastSeq(read.at(-1)!)))
      chunks.push(...read);
    return { chunks, data: log.training(run)!.data as TrainingData };
  } finally {
    log.close();
  }
}

describe("a run on a server", () => {
  test("is rewound and branched by a client; everything is stored, and the same when it is retrained", async () => {
    const store = temporaryStore();
    const server = await startServer({ token, store });
    server.start(spec, data, { id: "a", epochsPerSecond: 1 });
    const client = connect(server.url, { token });
    const remote = client.run("a");
    const watched = collect(remote.events$);
    await firstValueFrom(remote.events$);
    await remote.command({ type: "pause" });
    await remote.command({ type: "step", epochs: 50 });
    await firstValueFrom(remote.events$.pipe(filter((event) => event.type === "epoch" && event.epoch === 50)));
    await remote.command({ type: "rewind", epoch: 20 });
    await remote.command({ type: "set", learningRate: 0.05, epochsPerSecond: 0 });
    await remote.command({ type: "checkpoint", name: "faster" });
    await remote.command({ type: "branch", checkpoint: "faster", run: "b", name: "the branch" });
    await remote.command({ type: "undo" });
    await remote.command({ type: "rewind", epoch: 3000 });
    await remote.command({ type: "resume" });
    const events = await watched;
    // The epochs of pause and step depend on the machine.
    expect(commandsIn(events).slice(2)).toEqual([
      "rewind applied 20",
      "set applied 20",
      "checkpoint applied 20",
      "branch applied 20",
      "undo applied 20",
      "rewind refused 20",
      "resume applied 20",
    ]);
    const branch = await collect(client.run("b").events$);
    expect(branch[0]).toMatchObject({ type: "started", run: "b", name: "the branch", from: { run: "a", epoch: 20 } });
    const rates = branch.flatMap((event) => (event.type === "epoch" ? [event.learningRate] : []));
    expect(new Set(rates)).toEqual(new Set([0.05]));
    await server.settled();
    await expect(remote.command({ type: "branch" })).rejects.toThrow("the run has ended");
    for (const run of ["a", "b"]) {
      const recorded = stored(store, run);
      const verdict = verifyRun(recorded.chunks, recorded.data);
      expect(verdict).toMatchObject({ isModelSame: true });
      expect(verdict).not.toHaveProperty("difference");
    }
  });

  test("applies the commands of two clients in one order, which all clients see", async () => {
    const server = await startServer({ token });
    server.start(spec, data, { id: "a", epochsPerSecond: 1 });
    const clients = [connect(server.url, { token }), connect(server.url, { token })].map((client) => client.run("a"));
    const watched = Promise.all(clients.map(({ events$ }) => collect(events$)));
    await firstValueFrom(clients[0]!.events$);
    await clients[0]!.command({ type: "pause" });
    const commands = clients.flatMap((client, i) =>
      [1, 2, 3].map((n) => client.command({ type: "set", learningRate: (10 * (i + 1) + n) / 1000 })),
    );
    await Promise.all(commands);
    await clients[1]!.command({ type: "stop" });
    const [one, other] = await watched;
    expect(one!.length).toBeGreaterThan(8);
    expect(one).toEqual(other);
  });

  test("is deleted with all its events when it is discarded", async () => {
    const server = await startServer({ token });
    server.start(spec, data, { id: "a", epochsPerSecond: 1 });
    const remote = connect(server.url, { token }).run("a");
    const watched = collect(remote.events$);
    await firstValueFrom(remote.events$);
    await remote.command({ type: "stop", discard: true });
    expect((await watched).at(-1)).toMatchObject({ type: "finished", reason: "discarded" });
    await expect
      .poll(async () => await (await fetch(server.url.replace("ws", "http") + `/v1/runs?token=${token}`)).json())
      .toEqual([]);
  });

  test.each([
    ["to the same id", { limits: {} }, { run: "b" }, "badCommand"],
    ["than the limit of runs", { limits: { running: 1, queued: 1 } }, {}, "queueFull"],
  ])("does not branch more often %s, even if all requests arrive together", async (_, options, branch, code) => {
    const failures: unknown[] = [];
    const server = await startServer({ token, ...options, onFailure: (_run, error) => failures.push(error) });
    server.start(spec, data, { id: "a", epochsPerSecond: 1, worker: false });
    const remote = connect(server.url, { token }).run("a");
    await firstValueFrom(remote.events$);
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, () => remote.command({ type: "branch", ...branch })),
    );
    const refused = results.flatMap((one) =>
      one.status === "rejected" ? [(one.reason as { code: string }).code] : [],
    );
    expect(refused).toEqual([code, code, code, code]);
    const isReply = (event: TrainingEvent) => event.type === "commanded" && event.command.type === "branch";
    await firstValueFrom(remote.events$.pipe(filter(isReply)));
    const url = `${server.url.replace("ws", "http")}/v1/runs?token=${token}`;
    // A branch that is queued is listed as soon as it is stored.
    await expect.poll(async () => ((await (await fetch(url)).json()) as unknown[]).length).toBe(2);
    expect(failures).toEqual([]);
  });

  test.each([
    ["a", "this run id is in use"],
    [".", "no address can name this run id"],
    ["..", "no address can name this run id"],
  ])("does not branch to %s: %s", async (id, reason) => {
    const server = await startServer({ token });
    server.start(spec, data, { id: "a", epochsPerSecond: 1 });
    const remote = connect(server.url, { token }).run("a");
    await firstValueFrom(remote.events$);
    await expect(remote.command({ type: "branch", run: id })).rejects.toThrow(
      `command: cannot branch to "${id}": ${reason}`,
    );
    await remote.command({ type: "stop" });
  });
});

describe("a run whose process is killed", () => {
  test.each([
    ["while it is paused", "paused", 440],
    ["after it has branched", "branched", 440],
    // An undo without a reply has not happened.
    ["in the middle of an undo", "undone", 400],
    ["while it replays its old course after an undo", "retold", 10],
  ])("%s continues where it was", async (_, scenario, epoch) => {
    const store = temporaryStore();
    const path = fileURLToPath(new URL("kit/serve-until-killed.ts", import.meta.url));
    const child = spawn(process.execPath, [path, store, scenario], { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    const gone = new Promise((resolve) => child.once("exit", resolve));
    await new Promise<void>((resolve, reject) => {
      child.stdout.once("data", () => resolve());
      child.once("exit", (code) => reject(new Error(`expected a server that waits, got exit code ${code}`)));
    });
    child.kill("SIGKILL");
    await gone;

    const before = stored(store, "a");
    expect(verifyRun(before.chunks, before.data)).not.toHaveProperty("difference");
    const recording = readRecording(before.chunks);
    expect(recording.epoch).toBeGreaterThanOrEqual(epoch);
    const server = await startServer({ store });
    for (const id of scenario === "branched" ? ["a", "b"] : ["a"]) {
      const run = await server.resume(id, { worker: false });
      const started = await firstValueFrom(run.events$.pipe(filter((event) => event.type === "started")));
      const of = stored(store, id);
      const { hash } = snapshotAt(readRecording(of.chunks), of.data, started.from!.epoch);
      expect(started.from).toMatchObject({ run: id, hash });
      // The next epochs are those of the uninterrupted run.
      await firstValueFrom(
        run.events$.pipe(filter((event) => event.type === "epoch" && event.epoch === started.from!.epoch + 50)),
      );
      run.command({ type: "stop" });
      await collect(run.events$);
      await server.settled();
      const resumed = stored(store, run.id);
      expect(verifyRun(resumed.chunks, resumed.data)).not.toHaveProperty("difference");
    }
  });
});
