/** Runs that clients start: validated, queued, started in their turn, and once per key. */
import { connect, type TrainingToStart } from "@epochal/client";
import { createTrainer, dense, type Dataset, type TrainingSpec } from "@epochal/core";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firstValueFrom, skipWhile } from "rxjs";
import { describe, expect, onTestFinished, test } from "vitest";
import { createRefusal, serve, type FindTraining, type ServeOptions } from "../src/index.ts";
import { collect, data, spec, startCuttableProxy, startServer, openConversation } from "./kit/fixtures.ts";

const token = "secret";
const training: TrainingToStart = { type: "spec", spec, data };
/** So slow that it does not end during a test. */
const slow = { epochsPerSecond: 1 } as const;

/** Trains in this thread, which starts much faster than a worker. */
const runOptions = { worker: false } as const;

async function begin({ limits, ...options }: ServeOptions = {}) {
  const server = await startServer({ token, runOptions, ...options, limits: { running: 1, queued: 2, ...limits } });
  return { server, client: connect(server.url, { token, random: () => 0 }), url: `${server.url}/v1?token=${token}` };
}

async function runsOf(url: string): Promise<Record<string, unknown>[]> {
  const headers = { authorization: `Bearer ${token}` };
  return (await (await fetch(`${url.replace("ws", "http")}/v1/runs`, { headers })).json()) as Record<string, unknown>[];
}

function newStore(): string {
  const folder = mkdtempSync(join(tmpdir(), "epochal-server-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "runs.db");
}

describe("a run that a client starts", () => {
  test("is the requested training, bit for bit, for all clients", async () => {
    const { client } = await begin();
    const run = await client.start(training, { name: "mine" });
    const [own, other] = await Promise.all([collect(run.events$), collect(client.run("latest").events$)]);
    expect(own[0]).toMatchObject({ type: "started", run: run.id, name: "mine", spec });
    const losses = own.flatMap((event) => (event.type === "epoch" ? [event.loss] : []));
    expect(losses).toEqual([...createTrainer(spec, data).epochs()].map(({ loss }) => loss));
    expect(other).toEqual(own);
    expect(own.at(-1)?.type).toBe("finished");
  });

  test("may be one that the server knows by name", async () => {
    const findTraining: FindTraining = ({ type }) =>
      Promise.resolve(
        type === "builtIn" ? { name: "known", spec, data } : createRefusal("unknownData", "expected a.csv, got b.csv"),
      );
    const { client } = await begin({ findTraining });
    const run = await client.start({ type: "builtIn", name: "known" });
    expect((await collect(run.events$))[0]).toMatchObject({ type: "started", name: "known" });
    await expect(client.start({ type: "table", table: "b.csv", target: "y" })).rejects.toMatchObject({
      message: "start: expected a.csv, got b.csv",
      code: "unknownData",
    });
  });

  test("is found and tried while no other one is, however many clients request theirs at once", async () => {
    let [searching, most] = [0, 0];
    const findTraining: FindTraining = async () => {
      most = Math.max(most, ++searching);
      await new Promise(setImmediate);
      searching -= 1;
      return { name: "known", spec, data };
    };
    const { server } = await begin({ findTraining, limits: { queued: 8 } });
    const clients = Array.from({ length: 4 }, () => connect(server.url, { token }));
    await Promise.all(clients.map((client) => client.start({ type: "table", table: "a.csv", target: "y" })));
    expect(most).toBe(1);
  });

  test("is started once when the connection is cut before the reply", async () => {
    const { server } = await begin();
    const proxy = await startCuttableProxy(server.port, { losesReplies: true });
    const run = await connect(proxy.url, { token, random: () => 0 }).start(training);
    expect(proxy.accepted).toBe(2);
    expect(await runsOf(server.url)).toMatchObject([{ id: run.id }]);
  });

  test("is the same under the same key, and refused under the key of a different run", async () => {
    const { server, client } = await begin();
    const [one, other] = await Promise.all([
      client.start(training, { key: "k" }),
      client.start(training, { key: "k" }),
    ]);
    expect(other.id).toBe(one.id);
    expect((await client.start(training, { key: "k" })).id).toBe(one.id);
    const refused = {
      code: "keyInUse",
      message: 'start: the key "k" was used to start a different run',
    };
    await expect(client.start(training, { key: "k", name: "another" })).rejects.toMatchObject(refused);
    expect(await runsOf(server.url)).toHaveLength(1);
  });
});

test("a run that fails ends as interrupted, frees its slot, and does not affect others", async () => {
  // The metric that is computed at the end does not exist.
  const broken = { ...data, test: { rows: 1, inputs: 1, outputs: 1 } as Dataset };
  const findTraining: FindTraining = () => Promise.resolve({ name: "broken", spec, data: broken });
  const { server, client } = await begin({
    findTraining,
    runOptions: {},
    onFailure: (_run, error) => expect(error).toBeUndefined(),
  });
  const run = await client.start({ type: "builtIn", name: "broken" });
  const behind = await client.start(training);
  const events = await collect(run.events$);
  expect(events.at(-1)?.type).not.toBe("finished");
  expect((await collect(behind.events$)).at(-1)?.type).toBe("finished");
  expect(await runsOf(server.url)).toMatchObject([
    { id: behind.id, status: "finished" },
    { id: run.id, status: "interrupted" },
  ]);
});

describe("a run that cannot start yet", () => {
  test("is queued, can be subscribed to meanwhile, and its clients get its place", async () => {
    const { server, client, url } = await begin();
    const first = await client.start(training, slow);
    const second = await client.start(training);
    const third = await client.start(training);
    expect([first.place, second.place, third.place]).toEqual([undefined, 1, 2]);
    expect(await runsOf(server.url)).toMatchObject([
      { id: third.id, status: "queued", place: 2, head: 0 },
      { id: second.id, status: "queued", place: 1, head: 0 },
      { id: first.id, status: "running" },
    ]);
    const connection = await openConversation(url);
    connection.send({ type: "subscribe", id: "s", run: third.id });
    expect(await connection.nextOf("subscribed")).toMatchObject({ run: third.id, status: "queued", head: 0, from: 1 });
    await connection.nextOf("caughtUp");
    expect(await connection.nextOf("queued")).toEqual({ type: "queued", run: third.id, place: 2 });
    // No other run has started, so the latest is the first.
    connection.send({ type: "subscribe", id: "l", run: "latest" });
    expect(await connection.nextOf("subscribed")).toMatchObject({ run: first.id });
    await first.command({ type: "stop" });
    expect(await connection.nextOf("queued")).toEqual({ type: "queued", run: third.id, place: 1 });
    const events = await collect(third.events$);
    expect([events[0]!.type, events.at(-1)!.type]).toEqual(["started", "finished"]);
    // They started in their order, which is now that of the list.
    expect((await runsOf(server.url)).map(({ id }) => id)).toEqual([third.id, second.id, first.id]);
  });

  test("can be stopped before its turn, repeatedly: it is cancelled, and accepts no other command", async () => {
    const { server, client } = await begin();
    await client.start(training, slow);
    const waiting = await client.start(training);
    const behind = await client.start(training);
    const statuses: string[] = [];
    waiting.status$.subscribe((status) => statuses.push(status));
    const events = collect(waiting.events$);
    await expect(waiting.command({ type: "pause" })).rejects.toMatchObject({ code: "runQueued", retry: true });
    await waiting.command({ type: "stop" }, { key: "k" });
    await waiting.command({ type: "stop" }, { key: "k" });
    await expect(waiting.command({ type: "stop" })).rejects.toMatchObject({ code: "runEnded" });
    expect(await events).toEqual([]);
    expect(statuses.at(-1)).toBe("cancelled");
    expect(await runsOf(server.url)).toMatchObject([{ id: behind.id, place: 1 }, { status: "cancelled" }, {}]);
  });

  test("is refused if the queue is full, and may be requested again under the same key", async () => {
    const { client } = await begin();
    const first = await client.start(training, slow);
    await Promise.all([client.start(training, slow), client.start(training, slow)]);
    const refused = {
      code: "queueFull",
      retry: true,
      message: "start: the queue is full, at most 2 runs may wait; retry later",
    };
    await expect(client.start(training, { key: "k" })).rejects.toMatchObject(refused);
    await first.command({ type: "stop" });
    await collect(first.events$);
    const tryAgain = (): Promise<{ place?: number }> => client.start(training, { key: "k" }).catch(tryAgain);
    expect((await tryAgain()).place).toBe(2);
  });

  test("is refused if it does not fit into the memory that the others leave; a branch is queued", async () => {
    const { server, client } = await begin({ limits: { running: 3, runningMemoryBytes: 1 } });
    const first = await client.start(training, slow);
    await expect(client.start(training, { key: "k" })).rejects.toMatchObject({
      code: "queueFull",
      retry: true,
      message: expect.stringMatching(
        /^start: the runs in progress leave 0 of 0 MB of memory, and this training takes about 1 MB; retry when one of them has ended, or /,
      ) as string,
    });
    await firstValueFrom(first.events$);
    await first.command({ type: "branch", run: "branch" });
    await expect.poll(() => runsOf(server.url)).toMatchObject([{ id: "branch", place: 1 }, { status: "running" }]);
    await first.command({ type: "stop" });
    await collect(first.events$);
    await expect.poll(() => runsOf(server.url)).toMatchObject([{ id: "branch", status: "running" }, {}]);
    await client.run("branch").command({ type: "stop" });
    await collect(client.run("branch").events$);
    expect((await collect((await client.start(training, { key: "k" })).events$)).at(-1)?.type).toBe("finished");
  });

  test("is refused while the client's other requests to start are too large together, but never alone", async () => {
    const { client } = await begin({ limits: { pendingStartBytes: 1 } });
    const outcomes = await Promise.allSettled([client.start(training), client.start(training)]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect((outcomes[1] as PromiseRejectedResult).reason).toMatchObject({ code: "queueFull", retry: true });
  });

  test("stays queued when the server is restarted, and so do the keys", async () => {
    const store = newStore();
    const limits = { running: 1, queued: 4 };
    const first = await serve({ store, token, limits, runOptions });
    const before = connect(first.url, { token });
    const running = await before.start(training, slow);
    await before.run(running.id).command({ type: "set", learningRate: 0.1 }, { key: "c" });
    const waiting = await before.start(training, { key: "s", name: "patient" });
    const last = await before.start(training, slow);
    expect(last.place).toBe(2);
    await first.close();

    const { server, client } = await begin({ store, limits });
    expect((await client.start(training, { key: "s", name: "patient" })).id).toBe(waiting.id);
    await client.run(running.id).command({ type: "set", learningRate: 0.1 }, { key: "c" });
    await expect(client.run(running.id).command({ type: "stop" }, { key: "c" })).rejects.toMatchObject({
      code: "keyInUse",
    });
    const events = await collect(client.run(waiting.id).events$);
    expect(events[0]).toMatchObject({ type: "started", name: "patient" });
    // The options of the request are stored too: the last run is slow.
    const { events$ } = client.run(last.id);
    await firstValueFrom(events$.pipe(skipWhile(({ type }) => type !== "epoch")));
    expect(await runsOf(server.url)).toMatchObject([
      { id: last.id, status: "running" },
      { id: waiting.id, status: "finished" },
      { id: running.id, status: "interrupted" },
    ]);
  });
});

describe("a request to start is refused in one line, and the connection stays open:", () => {
  const bad = (change: Partial<TrainingSpec>) =>
    ({ type: "spec", spec: { ...spec, ...change }, data }) as TrainingToStart;
  const columns = { train: { x: [[1]], y: [[1]] } };
  const coreSays = (wrong: TrainingToStart) => {
    try {
      createTrainer((wrong as { spec: TrainingSpec }).spec, data);
    } catch (error) {
      return (error as Error).message;
    }
    return undefined;
  };

  test("an invalid spec, in core's words", async () => {
    const { client, server } = await begin();
    const wrongs = [
      bad({ batchSize: -1 }),
      bad({ network: { inputs: 2, layers: [dense(1)] } }),
      bad({ optimizer: { type: "magic" as "adam" } }),
    ];
    for (const wrong of wrongs) {
      expect(coreSays(wrong)).toMatch(/expected/);
      const refused = { code: "badTraining", message: `start: ${coreSays(wrong)}` };
      await expect(client.start(wrong)).rejects.toMatchObject(refused);
    }
    expect(await runsOf(server.url)).toEqual([]);
  });

  test("an invalid, too large or unknown training", async () => {
    const { url, server } = await begin();
    const connection = await openConversation(url);
    expect(await connection.nextOf("hello")).toMatchObject({
      limits: { start: { bytes: 4_194_304, parameters: 1_000_000, activations: 16_000_000, running: 1, queued: 2 } },
    });
    const wide = { ...spec.network, layers: [dense(2000), dense(1000), dense(1)] };
    const broad = { ...spec.network, layers: [dense(200_000), dense(1)] };
    const many = { train: { x: [Array(100).fill(1)], y: [Array(100).fill(1)] } };
    const vague = { inputs: 1, layers: [{ units: 1 }] };
    const wrongs = [
      [
        { type: "search" },
        "badTraining",
        /^start: decodeTraining: expected type "spec", "table", "builtIn", got "search"$/,
      ],
      [
        { type: "spec", spec, data: { train: { x: [[1, 2]], y: [[1]] } } },
        "badTraining",
        /^start: decodeTraining: expected 2 numbers in each column of y in train, got 1$/,
      ],
      [{ type: "spec", spec: { ...spec, network: vague }, data: columns }, "badTraining", /^start: .*expected .* got /],
      [
        { type: "spec", spec: { ...spec, network: wide }, data: columns },
        "tooMuchData",
        /^start: expected a network of at most 1000000 weights and biases, got 2006001$/,
      ],
      [
        { type: "spec", spec: { ...spec, network: broad }, data: many },
        "tooMuchData",
        /^start: expected at most 16000000 units of all layers × rows of a batch, got 20000100$/,
      ],
      [
        { type: "spec", spec: { ...spec, network: broad, batchSize: null }, data: many },
        "tooMuchData",
        /^start: expected at most 16000000 units of all layers × rows of a batch, got 20000100$/,
      ],
      [
        { type: "builtIn", name: "notebook" },
        "unknownData",
        /^start: this server has no trainings of its own: send a spec and rows, not "notebook"$/,
      ],
      [{ type: "table", table: "a.csv", target: "y" }, "unknownData", /not the name of a table$/],
    ] as const;
    for (const [training_, code, reason] of wrongs) {
      connection.send({ type: "start", id: "1", key: "k", training: training_ });
      const refused = { type: "refused", id: "1", code, reason: expect.stringMatching(reason), retry: false };
      expect(await connection.nextOf("refused")).toEqual(refused);
    }
    expect(await runsOf(server.url)).toEqual([]);
  });

  test("a training that needs too much memory, before it is tried", async () => {
    const { client } = await begin({ limits: { startMemoryBytes: 1e6 } });
    const inputs = 12_000;
    const network = { inputs, layers: [dense(1)] };
    const row = { rows: 1, inputs, outputs: 1, x: new Float64Array(inputs), y: new Float64Array(1) };
    const start = client.start({
      type: "spec",
      spec: { ...spec, network },
      data: { train: row as unknown as Dataset },
    });
    await expect(start).rejects.toMatchObject({
      code: "tooMuchData",
      message: expect.stringMatching(
        /^start: expected a training that needs about 1 MB at most, got one of \d+ MB$/,
      ) as string,
    });
  });

  test("a batch size set later that is too large, for a running run, a queued run, and a branch", async () => {
    const small = { type: "spec", spec: { ...spec, batchSize: 2 }, data } as const;
    const { server } = await begin({ limits: { startActivations: 2 * 11, running: 2 } });
    const client = connect(server.url, { token });
    const first = await client.start(small, slow);
    const checkLimit = async ({ id }: { id: string }) => {
      const run = client.run(id);
      await firstValueFrom(run.events$);
      const reason = "command: expected at most 22 units of all layers × rows of a batch, got 33";
      const refused = { code: "tooMuchData", message: reason };
      await expect(run.command({ type: "set", batchSize: 3 })).rejects.toMatchObject(refused);
      await run.command({ type: "set", batchSize: 1 });
    };
    await checkLimit(first);
    await first.command({ type: "branch", run: "branch" });
    await checkLimit({ id: "branch" });
    const second = await client.start(small, slow);
    for (const id of [first.id, "branch"]) await client.run(id).command({ type: "stop" });
    await checkLimit(second);
  });

  test("any training, on a server without a token", async () => {
    const server = await startServer();
    const refused = {
      code: "noSteering",
      message: "start: this server is read-only, because it was started without a token (--token)",
    };
    await expect(connect(server.url).start(training)).rejects.toMatchObject(refused);
    const connection = await openConversation(`${server.url}/v1`);
    expect((await connection.nextOf("hello"))["limits"]).not.toHaveProperty("start");
  });

  test("too large a message: the connection closes with 1009", async () => {
    const { server, url } = await begin({ limits: { messageBytes: 1000, startBytes: 5000 } });
    const start = (length: number) => ({
      type: "start",
      id: "1",
      key: "k",
      name: "x",
      training: { type: "search", text: "x".repeat(length) },
    });
    const connection = await openConversation(url);
    connection.send(start(4000));
    await connection.nextOf("refused");
    connection.send(start(6000));
    expect((await connection.closed).code).toBe(1009);
    const other = await openConversation(url);
    other.send({ type: "ping", n: 1, text: "x".repeat(2000) });
    expect(await other.closed).toEqual({
      code: 1009,
      reason: expect.stringMatching(/^expected at most 1000 bytes, got a message of 2\d{3}$/),
    });
    expect(server.connections).toBeLessThan(2);
  });
});

test("as many runs as allowed run at a time, each in its own worker", async () => {
  const { server, client } = await begin({ limits: { running: 2, queued: 5 }, runOptions: {} });
  const all = await Promise.all(Array.from({ length: 3 }, () => client.start(training, slow)));
  const statuses = async () => (await runsOf(server.url)).map(({ status }) => String(status));
  expect((await statuses()).filter((status) => status === "running")).toHaveLength(2);
  const running = all.filter(({ place }) => place === undefined);
  expect(running).toHaveLength(2);
  await Promise.all(running.map((run) => run.command({ type: "stop" })));
  await Promise.all(running.map((run) => collect(run.events$)));
  const others = all.filter((run) => !running.includes(run));
  await Promise.all(others.map((run) => firstValueFrom(run.events$)));
  expect((await statuses()).toSorted((a, b) => a.localeCompare(b))).toEqual(["finished", "finished", "running"]);
});

test("a branch is queued while no more runs may run, and starts from the same state in the next process", async () => {
  const options = { token, runOptions, store: newStore(), limits: { running: 1, queued: 1 } };
  const first = await serve(options);
  first.start(spec, data, { id: "a", isPaused: true });
  const remote = connect(first.url, { token }).run("a");
  await firstValueFrom(remote.events$);
  await remote.command({ type: "step", epochs: 20 });
  await remote.command({ type: "branch", run: "b", name: "the branch" });
  await expect
    .poll(() => runsOf(first.url))
    .toMatchObject([
      { id: "b", status: "queued", place: 1, parent: "a" },
      { id: "a", status: "running" },
    ]);
  await expect(remote.command({ type: "branch" })).rejects.toMatchObject({
    message: "command: cannot branch: the queue is full, at most 1 runs may wait; retry later",
    code: "queueFull",
  });
  await first.close();

  const second = await startServer(options);
  const events = await collect(connect(second.url, { token }).run("b").events$);
  expect(events[0]).toMatchObject({ type: "started", name: "the branch", from: { run: "a" } });
  const losses = events.flatMap((event) => (event.type === "epoch" ? [event.loss] : []));
  expect(losses.length).toBeGreaterThan(900);
  expect(losses).toEqual([...createTrainer(spec, data).epochs()].slice(-losses.length).map(({ loss }) => loss));
});
