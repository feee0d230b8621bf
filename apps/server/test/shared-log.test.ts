/** Two servers on one log on NATS show the same runs, and a client of one goes on at the other with its cursor. */
import { connect } from "@epochal/client";
import { openNatsLog } from "@epochal/log-nats";
import type { TrainingEvent } from "@epochal/stream/events";
import { firstValueFrom, skipWhile } from "rxjs";
import { describe, expect, onTestFinished, test } from "vitest";
import { natsServer, natsServerForTest } from "../../../packages/log-nats/test/nats-server.ts";
import { serve, type EpochalServer, type ServeOptions } from "../src/index.ts";
import { collect, data, spec } from "./kit/fixtures.ts";

async function startOn(url: string, options: ServeOptions = {}): Promise<EpochalServer> {
  const server = await serve({ openLog: (now) => openNatsLog(url, { now, leaseMs: 600_000 }), ...options });
  onTestFinished(() => server.close());
  return server;
}

const untilEpoch = (epoch: number) =>
  skipWhile((event: TrainingEvent) => event.type !== "epoch" || event.epoch < epoch);

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
