import { describe, expect, test } from "vitest";
import { connect } from "../connect.ts";
import { follow } from "../../test/follow.ts";
import { createScriptedServer, epochs, hello, positions, subscribed } from "../../test/scripted-server.ts";

/** The end of the run `run-1`, which `run-2` resumes. */
const interruptedAt = (seq: number) =>
  ({ type: "end", run: "run-1", seq, status: "interrupted", successor: "run-2" }) as const;

describe("after the end of an interrupted run", () => {
  test("a run that was requested by its id has ended, unless its successors are wanted", () => {
    const client = follow({ run: "run-1" });
    client.socket.emit(hello, subscribed(1), epochs(1, 2), interruptedAt(2));
    expect([client.end, client.statuses.at(-1)]).toEqual(["completed", "interrupted"]);
    const other = follow({ run: "run-1", successors: true });
    other.socket.emit(hello, subscribed(1), epochs(1, 2), interruptedAt(2));
    expect(other.end).toBeUndefined();
    expect(other.socket.received.at(-1)).toMatchObject({ type: "subscribe", run: "run-2", after: "start" });
  });

  test("a client of latest that does not want its successors is complete", () => {
    const client = follow({ successors: false });
    client.socket.emit(hello, subscribed(1), epochs(1, 2), interruptedAt(2));
    expect(client.end).toBe("completed");
  });

  test("a run that is said to resume itself is a violation", () => {
    const client = follow({});
    client.socket.emit(hello, subscribed(1), epochs(1, 2), { ...interruptedAt(2), successor: "run-1" });
    expect(client.end).toMatchObject({
      message: 'connect: expected another run than "run-1" to resume it, got the same one again',
    });
  });

  test("commands go to the successor", () => {
    const server = createScriptedServer();
    const run = connect("ws://localhost:8080", { ...server, random: () => 0.5 }).run("latest");
    run.events$.subscribe();
    server.sockets[0]!.emit(hello, subscribed(1), interruptedAt(0), subscribed(1, 9, "run-2"));
    void run.command({ type: "pause" });
    expect(server.sockets[0]!.received.at(-1)).toMatchObject({ type: "command", run: "run-2" });
  });

  test("a command that is sent again still names the run for which it was meant", () => {
    const server = createScriptedServer();
    const run = connect("ws://localhost:8080", { ...server, random: () => 0.5 }).run("latest");
    run.events$.subscribe();
    server.sockets[0]!.emit(hello, subscribed(1));
    void run.command({ type: "pause" });
    server.sockets[0]!.emit(interruptedAt(0), subscribed(1, 9, "run-2"));
    server.sockets[0]!.drop();
    server.pass(250);
    server.sockets[1]!.emit(hello);
    expect(server.sockets[1]!.received).toContainEqual(server.sockets[0]!.received[1]);
    expect(server.sockets[1]!.received.at(-1)).toMatchObject({ type: "command", run: "run-1" });
  });

  test("the window of the successor begins anew", () => {
    const client = follow({ window: 4 });
    client.socket.emit(hello, subscribed(1), epochs(1, 2), epochs(3, 4), interruptedAt(4));
    client.socket.emit(subscribed(1, 9, "run-2"), epochs(1, 1, "run-2"), epochs(2, 3, "run-2"));
    expect(positions(client.events)).toEqual([1, 2, 3, 4, 1, 2, 3]);
    expect(client.socket.received.slice(-2)).toEqual([
      { type: "ack", run: "run-2", seq: 1 },
      { type: "ack", run: "run-2", seq: 3 },
    ]);
  });
});
