import { connect } from "@epochal/client";
import type { TrainingEvent } from "@epochal/stream/events";
import { filter, firstValueFrom } from "rxjs";
import { describe, expect, test } from "vitest";
import { silentLogger } from "../src/logger.ts";
import { collect, data, spec, startCuttableProxy, startServer, openConversation } from "./kit/fixtures.ts";

const token = "secret";
const paused = { id: "a", epochsPerSecond: 1 } as const;

/** The commands of a run with their outcomes, such as `pause applied`. */
function commandsIn(events: readonly TrainingEvent[]): string[] {
  return events.flatMap((event) => (event.type === "commanded" ? [`${event.command.type} ${event.outcome}`] : []));
}

describe("a run on a server with a token", () => {
  test("takes commands from clients, and all clients see them", async () => {
    const server = await startServer({ token });
    server.start(spec, data, paused);
    await server.settled();
    const remote = connect(server.url, { token }).run("latest");
    const watched = collect(remote.events$);
    await remote.command({ type: "pause" });
    await remote.command({ type: "step", epochs: 3 });
    await remote.command({ type: "set", learningRate: -1 });
    await remote.command({ type: "stop" });
    const events = await watched;
    expect(commandsIn(events)).toEqual(["pause applied", "step applied", "set refused", "stop applied"]);
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "stopped" });
  });

  test("says to all which client sent a command, and how many watch", async () => {
    const lines: string[] = [];
    const logger = { ...silentLogger, info: (details: object) => void lines.push(JSON.stringify(details)) };
    const server = await startServer({ token, logger });
    server.start(spec, data, paused);
    await server.settled();
    const watched = collect(connect(server.url, { token }).run("a").events$);
    const ada = connect(server.url, { token, name: "Ada" }).run("a");
    const viewers = firstValueFrom(ada.viewers$.pipe(filter((count) => count === 2)));
    const own = collect(ada.events$);
    expect(await viewers).toBe(2);
    await ada.command({ type: "pause" });
    await ada.command({ type: "set", learningRate: -1 });
    await connect(server.url, { token }).run("a").command({ type: "stop" });
    const senders = (await watched).flatMap((event) => (event.type === "commanded" ? [event.by ?? "unnamed"] : []));
    expect(senders).toEqual(["Ada", "Ada", "unnamed"]);
    await own;
    expect(lines.filter((line) => line.includes('"by":"Ada"'))).toHaveLength(2);
  });

  test("applies a command once per key, whichever client repeats it", async () => {
    const server = await startServer({ token });
    server.start(spec, data, paused);
    await server.settled();
    const [one, other] = [connect(server.url, { token }), connect(server.url, { token })].map((client) =>
      client.run("a"),
    );
    const watched = collect(one!.events$);
    await one!.command({ type: "pause" }, { key: "k" });
    await one!.command({ type: "pause" }, { key: "k" });
    await other!.command({ type: "pause" }, { key: "k" });
    await expect(other!.command({ type: "resume" }, { key: "k" })).rejects.toThrow(
      'command: the key "k" was used for a different command',
    );
    await one!.command({ type: "stop" });
    expect(commandsIn(await watched)).toEqual(["pause applied", "stop applied"]);
  });

  test("applies a command once if the connection is cut before the reply", async () => {
    const server = await startServer({ token });
    server.start(spec, data, paused);
    await server.settled();
    const proxy = await startCuttableProxy(server.port, { losesReplies: true });
    const watched = collect(connect(server.url, { token }).run("a").events$);
    const remote = connect(proxy.url, { token, random: () => 0 }).run("a");
    await remote.command({ type: "stop" });
    expect(proxy.accepted).toBe(2);
    expect(commandsIn(await watched)).toEqual(["stop applied"]);
  });
});

describe("a command is refused, and the connection stays open:", () => {
  const command = { type: "command", id: "1", run: "a", command: { type: "stop" }, key: "k" };
  test.each([
    [
      "for an unknown run",
      { run: "unknown" },
      "unknownRun",
      'command: expected the id of a run or "latest", got "unknown"',
    ],
    ["for a run that has ended", {}, "runEnded", "command: the run has ended"],
    [
      "of a later version",
      { command: { type: "dance" } },
      "badCommand",
      'command: decodeCommand: expected type "pause", "resume", ',
    ],
    [
      "with an invalid field",
      { command: { type: "step", epochs: 0 } },
      "badCommand",
      "command: decodeCommand: expected epochs of step to be a whole number ≥ 1, got 0",
    ],
    [
      "with fields that it does not need",
      { command: { type: "stop", comment: "x".repeat(60_000) } },
      "badCommand",
      "command: expected at most 4096 characters of JSON, got 60028",
    ],
  ])("%s", async (_, wrong, code, reason) => {
    const server = await startServer({ token });
    await collect(server.start(spec, data, { id: "a" }).events$);
    await server.settled();
    const connection = await openConversation(`${server.url}/v1?token=${token}`);
    expect(await connection.nextOf("hello")).toMatchObject({ steering: true });
    connection.send({ ...command, ...wrong });
    expect(await connection.nextOf("refused")).toMatchObject({
      type: "refused",
      id: "1",
      code,
      reason: expect.stringContaining(reason),
      retry: false,
    });
    connection.send({ type: "ping", n: 1 });
    await connection.nextOf("pong");
  });

  test("of a client with the view token, which can watch and list runs", async () => {
    const server = await startServer({ token, viewToken: "look" });
    const run = server.start(spec, data, paused);
    await server.settled();
    const http = server.url.replace("ws", "http");
    for (const [given, steering] of [
      [token, "true"],
      ["look", "false"],
    ] as const) {
      for (const path of ["/v1/runs", "/v1/runs/a/events"]) {
        const { status, headers } = await fetch(`${http}${path}?token=${given}`);
        expect([status, headers.get("epochal-steering")]).toEqual([200, steering]);
      }
    }
    const viewer = connect(server.url, { token: "look" });
    const reason = "this token only lets its clients watch; to control runs, use the server's token (--token)";
    await expect(viewer.run("a").command({ type: "stop" })).rejects.toThrow(`command: ${reason}`);
    await expect(viewer.start({ type: "builtIn", name: "notebook" })).rejects.toThrow(`start: ${reason}`);
    run.command({ type: "stop" });
    expect(commandsIn(await collect(viewer.run("a").events$))).toEqual(["stop applied"]);
  });

  test("of a client with the view token, if it is larger than other messages, closes the connection", async () => {
    const server = await startServer({ token, viewToken: "look" });
    const connection = await openConversation(`${server.url}/v1?token=look`);
    connection.sendText(" ".repeat(100_000));
    expect((await connection.closed).code).toBe(1009);
  });

  test("to a server without a token", async () => {
    const server = await startServer();
    const run = server.start(spec, data, paused);
    await server.settled();
    const remote = connect(server.url).run("a");
    await expect(remote.command({ type: "stop" })).rejects.toThrow(
      "command: this server is read-only, because it was started without a token (--token)",
    );
    run.command({ type: "stop" });
    expect(commandsIn(await collect(run.events$))).toEqual(["stop applied"]);
  });
});
