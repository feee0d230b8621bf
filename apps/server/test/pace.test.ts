/** Clients with a pace of their own, over real sockets: slow, paused, and sampling ones. */
import { connect } from "@epochal/client";
import { decodeServerMessage, type GapMessage } from "@epochal/protocol";
import { eventsOf, lastSeq, type TrainingEvent } from "@epochal/stream/events";
import { tap } from "rxjs";
import { describe, expect, test } from "vitest";
import { createAudit } from "./kit/audit.ts";
import { collect, data, spec, startCuttableProxy, startServer, openConversation } from "./kit/fixtures.ts";

describe("a client with a window", () => {
  test("gets no more than the window without acknowledging; others get everything, and so does it when it continues", async () => {
    const server = await startServer();
    const run = server.start({ ...spec, epochs: 5000 }, data, { id: "a" });
    const stopped = await openConversation(`${server.url}/v1/watch/a?window=300`);
    const others = await Promise.all([1, 2].map(() => collect(connect(server.url).run("a").events$)));
    const emitted = await collect(run.events$);
    for (const other of others) expect(other).toEqual(emitted);

    let last = 0;
    const takeAll = () => {
      for (const message of stopped.takeNew()) {
        if (message["type"] === "events") last = message["last"] as number;
      }
    };
    stopped.send({ type: "ping", n: 1 });
    await stopped.nextOf("pong");
    takeAll();
    expect(last).toBeGreaterThan(150);
    expect(last).toBeLessThanOrEqual(300);

    while (last < emitted.length) {
      stopped.send({ type: "ack", run: "a", seq: last });
      await stopped.nextOf("events");
      takeAll();
    }
    stopped.send({ type: "ack", run: "a", seq: last });
    expect(await stopped.nextOf("end")).toMatchObject({ seq: emitted.length });
  });

  test("gets every event, one at a time, however slowly it takes them", async () => {
    const server = await startServer();
    const run = server.start(spec, data);
    const taken: TrainingEvent[] = [];
    for await (const event of connect(server.url).run(run.id, { window: 7 })) taken.push(event);
    expect(taken).toEqual(await collect(run.events$));
  });

  test("in mode latest, gets the newest event when it returns, and a correct sum of the others", async () => {
    const server = await startServer();
    const run = server.start(spec, data, { id: "a", epochsPerSecond: 1 });
    const client = await openConversation(`${server.url}/v1/watch/a?mode=latest&window=8`);
    const { last: before } = (await client.nextOf("events")) as { last: number };
    run.command({ type: "step", epochs: 700 });
    run.command({ type: "stop" });
    const emitted = await collect(run.events$);
    await server.settled();
    client.send({ type: "ack", run: "a", seq: before });
    // The first message after the acknowledgement is the newest.
    for (let last = before; last < emitted.length;) {
      const events = await client.nextOf("events");
      last = events["last"] as number;
      client.send({ type: "ack", run: "a", seq: last });
    }
    await client.nextOf("end");
    expect(client.all.filter(({ type }) => type === "events").length).toBeLessThan(30);
    const audit = createAudit((seq) => emitted[seq - 1]);
    for (const message of client.all) audit.read(decodeServerMessage(JSON.stringify(message))!);
    expect(audit.violations).toEqual([]);
    expect(audit.hasEnded).toBe(true);
  });
});

describe("a sampled client", () => {
  test("gets every hundredth epoch, every other event, and the sum of the skipped epochs", async () => {
    const server = await startServer();
    const run = server.start(spec, data, { id: "a" });
    const emitted = await collect(run.events$);
    const remote = connect(server.url).run("a", { mode: "sampled", every: 100 });
    const gaps: GapMessage[] = [];
    remote.gaps$.subscribe((gap) => gaps.push(gap));
    const wanted = emitted.filter((event) => event.type !== "epoch" || event.epoch % 100 === 0);
    const items = await collect(remote.chunksAndGaps$);
    const events = items.flatMap((item) => (item.type === "gap" ? [] : [...eventsOf(item)]));
    expect(events).toEqual(wanted);
    let next = 1;
    for (const item of items) {
      const [from, to] = item.type === "gap" ? [item.from, item.to] : [item.seq, lastSeq(item)];
      expect(from).toBe(next);
      next = to + 1;
    }
    const losses = emitted.flatMap((event) => (event.type === "epoch" && event.epoch % 100 > 0 ? [event.loss] : []));
    const rollups = gaps.map(({ rollup }) => rollup!["loss"]!);
    expect(rollups.reduce((sum, { count }) => sum + count, 0)).toBe(losses.length);
    expect(Math.max(...rollups.map(({ max }) => max))).toBe(Math.max(...losses));
    expect(Math.min(...rollups.map(({ min }) => min))).toBe(Math.min(...losses));
  });
});

test.each(["all", "latest", "sampled"] as const)(
  "a client in mode %s whose socket is cut again and again gets every event once, alone or in a gap",
  async (mode) => {
    const server = await startServer();
    const run = server.start({ ...spec, epochs: 3000 }, data, { id: "a", isPaused: true });
    const proxy = await startCuttableProxy(server.port);
    const client = connect(proxy.url, { random: () => 0 }).run("a", { mode, window: 64, perSecond: 100 });
    const heard: (TrainingEvent | GapMessage)[] = [];
    client.gaps$.subscribe((gap) => heard.push(gap));
    let nextCut = 1;
    let nextStep = 0;
    const cut = tap<TrainingEvent>((event) => {
      heard.push(event);
      const epoch = event.type === "started" ? 0 : event.epoch;
      if (epoch >= nextCut) {
        nextCut = epoch + 100;
        proxy.cut();
      }
      // The next epochs are trained only after the last ones were received.
      if (epoch >= nextStep) {
        nextStep += 250;
        run.command({ type: "step", epochs: 250 });
      }
    });
    await collect(client.events$.pipe(cut));
    const emitted = await collect(run.events$);
    const audit = createAudit((seq) => emitted[seq - 1]);
    for (const one of heard) {
      if (one.type === "gap") audit.read(one);
      else audit.readEvent(one);
    }
    expect(audit.violations).toEqual([]);
    expect(audit.covered).toBe(emitted.length);
    expect(proxy.accepted).toBeGreaterThanOrEqual(12);
  },
);

test("a client that sends too many messages is asked to reconnect later", async () => {
  const server = await startServer({ limits: { messagesPerSecond: 10 } });
  const client = await openConversation(`${server.url}/v1`);
  for (let n = 0; n < 21; n++) client.send({ type: "ack", run: "nobody", seq: n });
  for (let n = 0; n < 21; n++) client.send({ type: "ping", n });
  expect(await client.closed).toEqual({ code: 4100, reason: "expected at most 10 messages a second, got more" });
  expect(client.all.filter(({ type }) => type === "pong").length).toBeGreaterThanOrEqual(20);
});

test("a server announces its shutdown, and closes its connections", async () => {
  const server = await startServer({ limits: { drainMs: 40 } });
  const clients = await Promise.all(Array.from({ length: 20 }, () => openConversation(`${server.url}/v1`)));
  await server.close();
  for (const client of clients) {
    expect(await client.nextOf("draining")).toEqual({ type: "draining", closeMs: 40, returnMs: 500 });
    expect((await client.closed).code).toBe(1001);
  }
});
