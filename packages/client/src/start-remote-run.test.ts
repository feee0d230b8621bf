import type { HelloMessage, SubscribedMessage } from "@epochal/protocol";
import { describe, expect, test } from "vitest";
import { createScriptedServer, epochs, hello, subscribed } from "../test/scripted-server.ts";
import { connect } from "./connect.ts";

const notebook = { type: "builtIn", name: "notebook" } as const;
const limits = { bytes: 1000, parameters: 1000, running: 1, queued: 4 };
const greeting = { ...(hello as HelloMessage), steering: true };
const starting = { ...greeting, limits: { ...greeting.limits, start: limits } };

function begin() {
  const server = createScriptedServer();
  const client = connect("ws://localhost:8080", { ...server, random: () => 0.5 });
  return {
    ...server,
    client,
    get socket() {
      return server.sockets.at(-1)!;
    },
  };
}

describe("starting a run", () => {
  test("is requested after the server's hello, and resolves to its id and its place in the queue", async () => {
    const server = begin();
    const started = server.client.start(notebook, { key: "k", name: "mine", epochsPerSecond: 5 });
    server.socket.emit(starting);
    expect(server.socket.received).toEqual([
      { type: "start", id: "1", key: "k", name: "mine", epochsPerSecond: 5, training: notebook },
    ]);
    server.socket.emit({ type: "accepted", id: "1", run: "run-1", place: 2 });
    const run = await started;
    expect([run.id, run.place, server.socket.isOpen]).toEqual(["run-1", 2, false]);
  });

  test("sends the rows in columns, bit for bit", async () => {
    const server = begin();
    const spec = {
      network: { inputs: 2, layers: [] },
      loss: "meanSquaredError",
      optimizer: { type: "adam" },
      epochs: 1,
    } as const;
    const train = { rows: 2, inputs: 2, outputs: 1, x: Float64Array.of(1, 2, 3, 4), y: Float64Array.of(5, 6) };
    void server.client.start({ type: "spec", spec, data: { train } });
    server.socket.emit(starting);
    const base64 = (...numbers: number[]) => Buffer.from(Float64Array.from(numbers).buffer).toString("base64");
    const columns = { x: [base64(1, 3), base64(2, 4)], y: [base64(5, 6)] };
    expect(server.socket.received).toMatchObject([{ training: { type: "spec", spec, data: { train: columns } } }]);
  });

  test("is requested again with the same key if the connection is lost before the reply", async () => {
    const server = begin();
    const started = server.client.start(notebook);
    server.socket.emit(starting);
    server.socket.drop();
    server.pass(250);
    server.socket.emit(starting);
    const [first, second] = server.sockets.map(({ received }) => received);
    expect(first).toHaveLength(1);
    expect(second).toEqual(first);
    server.socket.emit({ type: "accepted", id: "1", run: "run-1" });
    expect(await started).not.toHaveProperty("place");
  });

  test("rejects with the server's reason and code, and with whether to retry", async () => {
    const server = begin();
    const started = server.client.start(notebook);
    server.socket.emit(starting, { type: "refused", id: "1", code: "queueFull", reason: "start: …", retry: true });
    await expect(started).rejects.toMatchObject({ message: "start: …", code: "queueFull", retry: true });
  });

  test("does not send a training that is too large, since that would close the connection", async () => {
    const server = begin();
    const started = server.client.start({ ...notebook, name: "x".repeat(1000) });
    server.socket.emit(starting);
    await expect(started).rejects.toThrow(
      /^start: expected a training of at most 1000 bytes, got 1\d\d\d: use fewer rows/,
    );
    expect(server.socket.received).toEqual([]);
  });
});

test("a run that waits for its turn is queued until its first event", () => {
  const server = begin();
  const statuses: string[] = [];
  const run = server.client.run("run-1");
  run.status$.subscribe((status) => statuses.push(status));
  const watching = run.events$.subscribe();
  server.socket.emit(hello, { ...(subscribed(1) as SubscribedMessage), status: "queued", head: 0 });
  server.socket.emit({ type: "caughtUp", run: "run-1", seq: 0 }, { type: "queued", run: "run-1", place: 2 });
  server.socket.emit({ type: "queued", run: "run-1", place: 1 }, epochs(1, 1));
  expect(statuses).toEqual(["connecting", "connecting", "queued", "queued", "queued", "live"]);
  watching.unsubscribe();
});

test("a run that is cancelled before its turn ends without an event", () => {
  const server = begin();
  const run = server.client.run("run-1");
  let status: string | undefined;
  let events = 0;
  let isComplete = false;
  run.status$.subscribe((now) => (status = now));
  run.events$.subscribe({ next: () => (events += 1), complete: () => (isComplete = true) });
  server.socket.emit(hello, { ...(subscribed(1) as SubscribedMessage), status: "cancelled", head: 0 });
  server.socket.emit({ type: "caughtUp", run: "run-1", seq: 0 });
  server.socket.emit({ type: "end", run: "run-1", seq: 0, status: "cancelled" });
  expect([status, events, isComplete]).toEqual(["cancelled", 0, true]);
});
