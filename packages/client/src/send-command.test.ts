import { describe, expect, test } from "vitest";
import { createScriptedServer, epochs, hello, subscribed } from "../test/scripted-server.ts";
import { connect } from "./connect.ts";

/** A client of a scripted server, and its run `latest`. */
function createClient() {
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
  test("is sent after the server's hello, and its connection is closed after the reply", async () => {
    const { run, sockets } = createClient();
    const given = run.command({ type: "pause" }, { key: "k" });
    expect(sockets[0]!.received).toEqual([]);
    sockets[0]!.emit(hello);
    expect(sockets[0]!.received).toEqual([
      { type: "command", id: "1", run: "latest", command: { type: "pause" }, key: "k" },
    ]);
    sockets[0]!.emit({ type: "accepted", id: "1", run: "run-1" });
    await given;
    expect(sockets[0]!.isOpen).toBe(false);
  });

  test("is sent again with the same key if the connection is lost before the reply", async () => {
    const client = createClient();
    const given = client.run.command({ type: "step", epochs: 3 });
    client.socket.emit(hello);
    client.socket.drop();
    client.pass(250);
    client.socket.emit(hello);
    const [first, second] = client.sockets.map(({ received }) => received);
    expect(first).toHaveLength(1);
    expect(second).toEqual(first);
    client.socket.emit({ type: "accepted", id: "1", run: "run-1" });
    await given;
  });

  test("uses the connection of the commands before it, in order", async () => {
    const client = createClient();
    const given = [client.run.command({ type: "pause" }), client.run.command({ type: "resume" })];
    client.socket.emit(hello);
    given.push(client.run.command({ type: "stop" }));
    expect(client.socket.received).toMatchObject([{ id: "1" }, { id: "2" }, { id: "3" }]);
    client.socket.emit(...["1", "2", "3"].map((id) => ({ type: "accepted", id, run: "run-1" }) as const));
    await Promise.all(given);
    expect(client.sockets).toHaveLength(1);
  });

  test("is rejected with the server's reason if it is refused", async () => {
    const client = createClient();
    const given = client.run.command({ type: "pause" });
    client.socket.emit(hello, { type: "refused", id: "1", reason: "command: expected …" });
    await expect(given).rejects.toMatchObject({ message: "command: expected …", code: "refused" });
  });

  test("is rejected with an explanation if there is no server", async () => {
    const server = createScriptedServer();
    const refuse = () => Promise.reject(new Error("refused"));
    const run = connect("ws://localhost:8080", { ...server, fetch: refuse }).run("latest");
    const given = run.command({ type: "pause" });
    server.sockets[0]!.drop();
    await expect(given).rejects.toThrow("connect: expected an epochal server at ws://localhost:8080, got no answer");
  });

  test("is rejected after fifteen seconds without a reply", async () => {
    const client = createClient();
    const given = client.run.command({ type: "pause" });
    for (let i = 0; i < 15; i++) {
      client.socket.emit(hello);
      client.pass(1000);
    }
    await expect(given).rejects.toThrow(
      "command: expected a reply within 15 s, got none: the run's `commanded` event shows whether it took effect",
    );
    expect(client.socket.isOpen).toBe(false);
  });
});
