/** Two servers on one log on NATS show the same runs, and a client of one continues at the other with its cursor. */
import { connect } from "@epochal/client";
import { startLogThread, type RunRecord } from "@epochal/log";
import { openNatsLog } from "@epochal/log-nats";
import type { GapMessage } from "@epochal/protocol";
import type { EventChunk, TrainingEvent } from "@epochal/stream/events";
import { firstValueFrom, lastValueFrom, skipWhile, tap } from "rxjs";
import { describe, expect, onTestFinished, test } from "vitest";
import { natsServer, natsServerForTest } from "@epochal/log-nats/test-server";
import { serve, type EpochalServer, type ServeOptions } from "../src/index.ts";
import { collect, data, spec } from "./kit/fixtures.ts";
import { epochs, notice } from "./kit/scripted-subscription.ts";

async function startOn(url: string, options: ServeOptions = {}): Promise<EpochalServer> {
  const server = await serve({ openLog: (now) => openNatsLog(url, { now, leaseMs: 600_000 }), ...options });
  onTestFinished(() => server.close());
  return server;
}

const untilEpoch = (epoch: number) =>
  skipWhile((event: TrainingEvent) => event.type !== "epoch" || event.epoch < epoch);

test("a server that is behind another server looks up the head of a run before it refuses a client's cursor", async () => {
  const log = await startLogThread(":memory:");
  await log.createRun({ id: "a", name: "a", spec });
  await log.append("a", [notice(1), notice(2), notice(3)]);
  let known = 1;
  const behind = (record: RunRecord | undefined) => record && { ...record, head: Math.min(record.head, known) };
  const shared = {
    ...log,
    run: (id: string) => behind(log.run(id)),
    runs: () => log.runs().map((record) => behind(record)!),
    refresh: async () => void (known = 3),
  };
  const server = await serve({ openLog: async () => shared });
  onTestFinished(() => server.close());
  const page = async (seq: number) => {
    const after = `${log.run("a")!.log}:${seq}`;
    const reply = await fetch(`${server.url.replace("ws", "http")}/v1/runs/a/events?after=${after}`);
    return `${reply.status} ${await reply.text()}`;
  };
  expect(await page(2)).toMatch(/^200 [^]*"type":"subscribed"[^]*"from":3[,}]/);
  expect(await page(4)).toMatch(/^409 [^]*cursorAhead/);
});

describe.skipIf(natsServer === "")("two servers on one log on NATS", () => {
  test("send the same events of a run that one of them trains", async () => {
    const { url } = await natsServerForTest();
    const [first, second] = [await startOn(url), await startOn(url)];
    const run = first.start(spec, data, { id: "a", name: "mine", epochsPerSecond: 2000 });
    await firstValueFrom(run.events$.pipe(untilEpoch(1)));
    await first.settled();
    const remote = connect(second.url).run("a");
    const [emitted, received] = await Promise.all([collect(run.events$), collect(remote.events$)]);
    expect(received).toEqual(emitted);
    expect(received.at(-1)).toMatchObject({ type: "finished", reason: "completed" });
  });

  test("let a client that has lost one continue at the other, from the same cursor", async () => {
    const { url } = await natsServerForTest();
    const [first, second] = [await startOn(url), await startOn(url)];
    const run = first.start(spec, data, { id: "a" });
    const emitted = await collect(run.events$);
    await first.settled();
    const page = async (server: EpochalServer, after: string) => {
      const reply = await fetch(`${server.url.replace("ws", "http")}/v1/runs/a/events?after=${after}`);
      const lines = (await reply.text()).trim().split("\n");
      return lines.map((line) => JSON.parse(line) as { type: string; log: string; seq: number; status: string });
    };
    const whole = await page(first, "start");
    const { log } = whole.find(({ type }) => type === "subscribed")!;
    const rest = await page(second, `${log}:${emitted.length - 2}`);
    expect(rest.find(({ type }) => type === "subscribed")).toMatchObject({ log, from: emitted.length - 1 });
    expect(rest.at(-1)).toMatchObject({ type: "end", seq: emitted.length, status: "finished" });
  });

  test("forward commands for a run that the other one trains, in order, with the same replies", async () => {
    const { url } = await natsServerForTest();
    const token = "a-token-for-this-test";
    const [first, second] = [await startOn(url, { token }), await startOn(url, { token })];
    const run = first.start(spec, data, { id: "a", isPaused: true });
    await firstValueFrom(run.events$);
    await first.settled();
    const remote = connect(second.url, { token, name: "Ada" }).run("a");
    await expect(remote.command({ type: "branch", run: "a" })).rejects.toThrow(
      'command: cannot branch to "a": this run id is in use',
    );
    const rates = Array.from({ length: 20 }, (_, i) => (i + 1) / 1000);
    await Promise.all(rates.map((learningRate) => remote.command({ type: "set", learningRate })));
    const key = "once";
    for (const server of [second, first, second]) {
      await connect(server.url, { token }).run("a").command({ type: "step", epochs: 3 }, { key });
    }
    await expect(remote.command({ type: "pause" }, { key })).rejects.toThrow(
      'command: the key "once" was used for a different command',
    );
    await remote.command({ type: "resume" });
    const events = await collect(run.events$);
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "completed" });
    // The first is the pause at the start.
    const commands = events.flatMap((event) => (event.type === "commanded" ? [event] : [])).slice(1);
    expect(commands.map(({ command }) => command.type)).toEqual([...rates.map(() => "set"), "step", "resume"]);
    expect(commands.flatMap(({ command }) => (command.type === "set" ? [command.learningRate] : []))).toEqual(rates);
    expect(commands[0]?.by).toBe("Ada");
    await first.settled();
    await expect(remote.command({ type: "pause" })).rejects.toThrow("command: the run has ended");
  });

  test("say so if the process that trains a run does not reply", async () => {
    const { url } = await natsServerForTest();
    const log = await openNatsLog(url, { leaseMs: 600_000 });
    onTestFinished(() => log.close());
    await log.createRun({ id: "a", name: "a", spec, data });
    const token = "a-token-for-this-test";
    const server = await startOn(url, { token });
    await expect(connect(server.url, { token }).run("a").command({ type: "stop" })).rejects.toThrow(
      "command: the process that trains the run does not reply; retry later",
    );
  });

  test("sum up a long stored run for a client that skips most of it", async () => {
    const { url } = await natsServerForTest();
    const log = await openNatsLog(url, { leaseMs: 600_000 });
    await log.createRun({ id: "a", name: "a", spec, data });
    for (const chunk of [notice(1), epochs(2, 150_000), epochs(150_001, 300_000)]) await log.append("a", [chunk]);
    await log.interrupt("a");
    await log.close();
    const server = await startOn(url);
    const remote = connect(server.url).run("a", { mode: "sampled", every: 100_000 });
    const items: (EventChunk | GapMessage)[] = [];
    await lastValueFrom(remote.chunksAndGaps$.pipe(tap((item) => items.push(item)))).catch(() => {});
    const losses = items.flatMap((item) => (item.type === "gap" ? item.rollup!["loss"]! : []));
    const count = losses.reduce((sum, { count: skipped }) => sum + skipped, 0);
    const sum = losses.reduce((total, { mean, count: skipped }) => total + mean * skipped, 0);
    const received = items.flatMap((item) => (item.type === "epochs" ? [...item.loss] : []));
    expect(received).toEqual([100_000, 200_000, 300_000]);
    // The loss of each epoch is its number; epoch 1 is the notice.
    expect(count).toBe(299_999 - received.length);
    expect(sum / ((300_000 * 300_001) / 2 - 1 - 600_000)).toBeCloseTo(1, 12);
  });

  test("continue a run of the other one that was interrupted, with the same numbers", async () => {
    const { url } = await natsServerForTest();
    const [first, second] = [await startOn(url), await startOn(url)];
    const cut = first.start(spec, data, { id: "cut", epochsPerSecond: 500 });
    await firstValueFrom(cut.events$.pipe(untilEpoch(100)));
    const watched = collect(connect(second.url).run("cut").events$).catch(() => []);
    await first.close();
    const runs = async () => (await (await fetch(`${second.url.replace("ws", "http")}/v1/runs`)).json()) as unknown;
    await expect.poll(runs).toMatchObject([{ id: "cut", status: "interrupted" }]);
    const resumed = await second.resume("cut", { id: "child" });
    const emitted = await collect(resumed.events$);
    const whole = await collect(second.start(spec, data, { id: "whole" }).events$);
    const hashOf = (events: readonly TrainingEvent[]) =>
      events.flatMap((event) => (event.type === "finished" ? event.hash : []));
    expect(hashOf(emitted)).toEqual(hashOf(whole));
    await watched;
  });
});
