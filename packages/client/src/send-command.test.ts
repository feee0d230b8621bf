import { describe, expect, test } from "vitest";
import { createScriptedServer, epochs, hello, subscribed } from "../test/scripted-server.ts";
import { connect } from "./connect.ts";

function steer() {
  const server = createScriptedServer();
  const run = connect("ws://localhost:8080", { ...server, random: () => 0.5 }).run("latest");
  return {
    ...server,
    run,
    get socket() {
      return server.sockets.at(-1)!;
    },
  };
}

describe("a command", () => {
  test("is sent when the server has greeted, and over when that has accepted it", async () => {
    const { run, sockets } = steer();
    const given = run.command({ type: "pause" }, { key: "k" });
    expect(sockets[0]!.received).toEqual([]);
    sockets[0]!.say(hello);
    expect(sockets[0]!.received).toEqual([
      { type: "command", id: "1", run: "latest", command: { type: "pause" }, key: "k" },
    ]);
    sockets[0]!.say({ type: "accepted", id: "1", run: "run-1" });
    await given;
    expect(sockets[0]!.isOpen).toBe(false);
  });

  test("is sent again under the same key when the connection is lost before its answer", async () => {
    const client = steer();
    const given = client.run.command({ type: "step", epochs: 3 });
    client.socket.say(hello);
    client.socket.drop();
    client.pass(250);
    client.socket.say(hello);
    const [first, second] = client.sockets.map(({ received }) => received);
    expect(first).toHaveLength(1);
    expect(second).toEqual(first);
    client.socket.say({ type: "accepted", id: "1", run: "run-1" });
    await given;
  });

  test("follows those given before it, on the same connection", async () => {
    const client = steer();
    const given = [client.run.command({ type: "pause" }), client.run.command({ type: "resume" })];
    client.socket.say(hello);
    given.push(client.run.command({ type: "stop" }));
    expect(client.socket.received).toMatchObject([{ id: "1" }, { id: "2" }, { id: "3" }]);
    client.socket.say(...["1", "2", "3"].map((id) => ({ type: "accepted", id, run: "run-1" }) as const));
    await Promise.all(given);
    expect(client.sockets).toHaveLength(1);
  });

  test("goes to the run that is watched, also when another has become the latest", () => {
    const client = steer();
    const watching = client.run.events$.subscribe();
    client.socket.say(hello, subscribed(1), epochs(1, 1));
    void client.run.command({ type: "pause" });
    client.socket.say(hello);
    expect(client.socket.received).toMatchObject([{ type: "command", run: "run-1" }]);
    watching.unsubscribe();
  });

  test("that is refused is rejected with the server's reason", async () => {
    const client = steer();
    const given = client.run.command({ type: "pause" });
    client.socket.say(hello, { type: "refused", id: "1", reason: "command: expected …" });
    await expect(given).rejects.toMatchObject({ message: "command: expected …", code: "refused" });
  });

  test("is rejected where there is no server, and why", async () => {
    const server = createScriptedServer();
    const refuse = () => Promise.reject(new Error("refused"));
    const run = connect("ws://localhost:8080", { ...server, fetch: refuse }).run("latest");
    const given = run.command({ type: "pause" });
    server.sockets[0]!.drop();
    await expect(given).rejects.toThrow("connect: expected an epochal server at ws://localhost:8080, got no answer");
  });

  test("that nobody answers is rejected after fifteen seconds", async () => {
    const client = steer();
    const given = client.run.command({ type: "pause" });
    for (let i = 0; i < 15; i++) {
      client.socket.say(hello);
      client.pass(1000);
    }
    await expect(given).rejects.toThrow(
      "command: expected an answer within 15 s, got none: whether it took effect is told by the run",
    );
    expect(client.socket.isOpen).toBe(false);
  });
});
