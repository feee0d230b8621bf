import type { ServerMessage } from "@epochal/protocol";
import { eventsOf, lastSeq, sliceEvents, type EventChunk, type TrainingEvent } from "@epochal/stream/events";
import { describe, expect, test } from "vitest";
import { createScriptedServer, epochs, gap, hello, positions, subscribed } from "../test/scripted-server.ts";
import { connect, type RemoteRun } from "./connect.ts";
import type { WatchOptions } from "./watch/watch-run.ts";

/** The chunks of a run in this process, as its `chunks$` emits them. */
const localChunks: readonly EventChunk[] = [
  { type: "noticed", seq: 1, time: 10, epoch: 0, text: "first" },
  {
    type: "epochs",
    seq: 2,
    time: 20,
    times: Float64Array.of(20, 21, 22, 23),
    epoch: 1,
    loss: Float64Array.of(1, 1 / 2, 1 / 3, 1 / 4),
    validationLoss: Float64Array.of(2, 1, 2 / 3, 1 / 2),
    learningRate: Float64Array.of(0.1, 0.1, 0.05, 0.05),
    gradientNorm: Float64Array.of(4, 3, 2, 1),
  },
  { type: "commanded", seq: 6, time: 30, command: { type: "pause" }, outcome: "applied", epoch: 4, step: 8 },
  {
    type: "epochs",
    seq: 7,
    time: 40,
    epoch: 5,
    loss: Float64Array.of(1 / 5, 1 / 6, 1 / 7),
    learningRate: Float64Array.of(0.05, 0.05, 0.05),
    gradientNorm: Float64Array.of(1, 1, 1),
  },
];
const localEvents = localChunks.flatMap((chunk) => [...eventsOf(chunk)]);
const head = localEvents.length;

const toMessage = (chunk: EventChunk): ServerMessage => ({
  type: "events",
  run: "run-1",
  first: chunk.seq,
  last: lastSeq(chunk),
  chunk,
});
const end: ServerMessage = { type: "end", run: "run-1", seq: head, status: "finished" };

function watch(options: WatchOptions = {}) {
  const server = createScriptedServer();
  const run = connect("ws://localhost:8080", { ...server, random: () => 0.5 }).run("latest", options);
  return {
    ...server,
    run,
    get socket() {
      return server.sockets.at(-1)!;
    },
  };
}

/** Collects the events of `chunks$`. */
function collect(run: RemoteRun) {
  const chunks: EventChunk[] = [];
  let isComplete = false;
  const subscription = run.chunks$.subscribe({
    next: (chunk) => chunks.push(chunk),
    complete: () => (isComplete = true),
  });
  return {
    subscription,
    chunks,
    events: (): TrainingEvent[] => chunks.flatMap((chunk) => [...eventsOf(chunk)]),
    isComplete: () => isComplete,
  };
}

describe("chunks$ of a remote run", () => {
  test("emits the chunks of a local run, with epochs in columns", () => {
    const { run, socket: _, ...server } = watch();
    const watcher = collect(run);
    server.sockets[0]!.emit(hello, subscribed(1, head), ...localChunks.map(toMessage), end);
    expect(watcher.chunks).toEqual(localChunks);
    expect(watcher.events()).toEqual(localEvents);
    expect(watcher.isComplete()).toBe(true);
  });

  test.each(Array.from({ length: head }, (_, i) => i + 1))(
    "emits each event once if the connection is lost after event %d and the server repeats chunks",
    (seq) => {
      const client = watch();
      const watcher = collect(client.run);
      const before = localChunks.filter((chunk) => chunk.seq <= seq).map((chunk) => sliceEvents(chunk, chunk.seq, seq));
      client.socket.emit(hello, subscribed(1, head), ...before.map(toMessage));
      client.socket.drop();
      client.pass(250);
      // The server's chunks may begin before the cursor.
      const after = localChunks.filter((chunk) => lastSeq(chunk) > seq);
      client.socket.emit(hello, subscribed(seq + 1, head), ...after.map(toMessage), end);
      expect(watcher.events()).toEqual(localEvents);
      expect(watcher.isComplete()).toBe(true);
    },
  );

  test("gives a late subscriber all events from the start, on its own connection", () => {
    const client = watch();
    const first = collect(client.run);
    client.socket.emit(hello, subscribed(1, head), ...localChunks.slice(0, 2).map(toMessage));
    const second = collect(client.run);
    expect(client.sockets).toHaveLength(2);
    client.socket.emit(hello, subscribed(1, head), ...localChunks.map(toMessage), end);
    client.sockets[0]!.emit(...localChunks.slice(2).map(toMessage), end);
    expect(second.events()).toEqual(localEvents);
    expect(first.events()).toEqual(localEvents);
  });

  test("emits the same events as events$", () => {
    const client = watch();
    const events: TrainingEvent[] = [];
    client.run.events$.subscribe((event) => events.push(event));
    client.socket.emit(hello, subscribed(1, head), ...localChunks.map(toMessage), end);
    expect(events).toEqual(localEvents);
  });

  test("reports gaps in the place of the missing chunks", () => {
    const client = watch({ mode: "sampled" });
    const received: (number | string)[] = [];
    client.run.gaps$.subscribe(({ from, to }) => received.push(`${from}-${to}`));
    client.run.chunks$.subscribe((chunk) => received.push(chunk.seq));
    client.socket.emit(hello, subscribed(1), epochs(1, 2), gap(3, 5, "sampled"), epochs(6, 8), gap(9, 9, "sampled"));
    expect(received).toEqual([1, "3-5", 6, "9-9"]);
  });

  test("acknowledges a chunk after its subscriber has returned, and nothing after unsubscribing", () => {
    const client = watch({ window: 4 });
    const acknowledged: number[] = [];
    const acks = () => client.sockets[0]!.received.filter(({ type }) => type === "ack").length;
    const subscription = client.run.chunks$.subscribe(({ seq }) => {
      acknowledged.push(acks());
      if (seq === 3) subscription.unsubscribe();
    });
    client.socket.emit(hello, subscribed(1), epochs(1, 2), epochs(3, 4));
    expect(acknowledged).toEqual([0, 1]);
    expect(acks()).toBe(1);
    expect(client.socket.isOpen).toBe(false);
  });
});

test("events$ emits no further event of a chunk after unsubscribing", () => {
  const client = watch();
  const events: TrainingEvent[] = [];
  const subscription = client.run.events$.subscribe((event) => {
    events.push(event);
    if (event.seq === 3) subscription.unsubscribe();
  });
  client.socket.emit(hello, subscribed(1), epochs(1, 9));
  expect(positions(events)).toEqual([1, 2, 3]);
  expect(client.socket.received.map(({ type }) => type)).toEqual(["subscribe"]);
});

test("canControl$ says what the server has said, on each connection", () => {
  const { run, ...server } = watch();
  const said: boolean[] = [];
  run.canControl$.subscribe((canControl) => said.push(canControl));
  run.chunks$.subscribe();
  const [socket] = server.sockets;
  socket!.emit(hello);
  expect(said).toEqual([true]);
  socket!.drop();
  server.pass(1000);
  server.sockets.at(-1)!.emit({ ...hello, steering: false } as ServerMessage);
  expect(said).toEqual([true, false]);
});

test.each(["localhost:8080", "ftp://localhost", "", "not a url"])("connect rejects the URL %o", (url) => {
  expect(() => connect(url)).toThrow(`connect: expected a URL such as ws://localhost:8080, got "${url}"`);
});
