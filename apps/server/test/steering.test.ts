import { connect } from "@epochal/client";
import type { TrainingEvent } from "@epochal/stream/events";
import { describe, expect, test } from "vitest";
import { collect, data, spec, startCuttableProxy, startServer, openConversation } from "./fixtures.ts";

const token = "secret";
const paused = { id: "a", epochsPerSecond: 1 } as const;

/** What was done to a run: `pause applied`. */
function commandsIn(events: readonly TrainingEvent[]): string[] {
  return events.flatMap((event) => (event.type === "commanded" ? [`${event.command.type} ${event.outcome}`] : []));
}

describe("a run on a server with a token", () => {
  test("is steered from elsewhere, and all who watch it see what was done", async () => {
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

  test("does what it is told once under one key, whoever says it again", async () => {
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

  test("does what it is told once when the connection is cut before the answer", async () => {
    const server = await startServer({ token });
    server.start(spec, data, paused);
    await server.settled();
    const proxy = await startCuttableProxy(server.port, { losesAnswers: true });
    const watched = collect(connect(server.url, { token }).run("a").events$);
    const remote = connect(proxy.url, { token, random: () => 0 }).run("a");
    await remote.command({ type: "stop" });
    expect(proxy.accepted).toBe(2);
    expect(commandsIn(await watched)).toEqual(["stop applied"]);
  });
});

describe("a command that cannot be given is refused, and the connection stays:", () => {
  const command = { type: "command", id: "1", run: "a", command: { type: "stop" }, key: "k" };
  test.each([
    ["one for nobody", { run: "nobody" }, "unknownRun", 'command: expected the id of a run or "latest", got "nobody"'],
    ["one for a run that has ended", {}, "runEnded", "command: the run has ended"],
    [
      "one of a later version",
      { command: { type: "dance" } },
      "badCommand",
      'command: decodeCommand: expected type "pause", "resume", ',
    ],
    [
      "one with a wrong field",
      { command: { type: "step", epochs: 0 } },
      "badCommand",
      "command: decodeCommand: expected epochs of step to be a whole number ≥ 1, got 0",
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

  test("one to a server that only shows", async () => {
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
