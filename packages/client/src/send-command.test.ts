import { describe, expect, test } from "vitest";
import { createScriptedServer, epochs, hello, subscribed } from "../test/scripted-server.ts";
import { connect, type RemoteRun } from "./connect.ts";

const accepted = (id: string) => ({ type: "accepted", id, run: "run-1" }) as const;

/** The server names the run that `latest` is. */
const named = (run = "run-1") => ({ ...subscribed(1, 0, run), id: "latest" }) as ReturnType<typeof subscribed>;

/** Resolves when everything that follows from the messages so far has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A client of a scripted server, and its run, by default `latest`. */
function createClient(id = "latest") {
  const server = createScriptedServer();
  const run = connect("ws://localhost:8080", { ...server, random: () => 0.5 }).run(id);
  return {
    ...server,
    run,
    get socket() {
      return server.sockets.at(-1)!;
    },
    commandsOn: (index: number) => server.sockets[index]!.received.filter(({ type }) => type === "command"),
  };
}

describe("a command", () => {
  test("is sent after the server's hello, and its connection is closed after the reply", async () => {
    const { run, sockets } = createClient("run-1");
    const given = run.command({ type: "pause" }, { key: "k" });
    expect(sockets[0]!.received).toEqual([]);
    sockets[0]!.emit(hello);
    expect(sockets[0]!.received).toEqual([
      { type: "command", id: "1", run: "run-1", command: { type: "pause" }, key: "k" },
    ]);
    sockets[0]!.emit(accepted("1"));
    await given;
    expect(sockets[0]!.isOpen).toBe(false);
  });

  test("is sent again with the same key if the connection is lost before the reply", async () => {
    const client = createClient("run-1");
    const given = client.run.command({ type: "step", epochs: 3 });
    client.socket.emit(hello);
    client.socket.drop();
    client.pass(250);
    client.socket.emit(hello);
    const [first, second] = client.sockets.map(({ received }) => received);
    expect(first).toHaveLength(1);
    expect(second).toEqual(first);
    client.socket.emit(accepted("1"));
    await given;
  });

  test("has the name that the client gives itself", () => {
    const server = createScriptedServer();
    const run = connect("ws://localhost:8080", { ...server, random: () => 0.5, name: "Ada" }).run("run-1");
    void run.command({ type: "pause" }, { key: "k" });
    server.sockets[0]!.emit(hello);
    expect(server.sockets[0]!.received).toMatchObject([{ command: { type: "pause" }, by: "Ada" }]);
  });

  test("uses the connection of the commands before it, in order", async () => {
    const client = createClient("run-1");
    const given = [client.run.command({ type: "pause" }), client.run.command({ type: "resume" })];
    client.socket.emit(hello);
    given.push(client.run.command({ type: "stop" }));
    expect(client.socket.received).toMatchObject([{ id: "1" }, { id: "2" }, { id: "3" }]);
    client.socket.emit(...["1", "2", "3"].map(accepted));
    await Promise.all(given);
    expect(client.sockets).toHaveLength(1);
  });

  test("is rejected with the server's reason if it is refused", async () => {
    const client = createClient("run-1");
    const given = client.run.command({ type: "pause" });
    client.socket.emit(hello, { type: "refused", id: "1", reason: "command: expected …" });
    await expect(given).rejects.toMatchObject({ message: "command: expected …", code: "refused" });
  });

  test("is rejected with one line that begins with the request, whatever the server calls the reason", async () => {
    const client = createClient("run-1");
    const given = client.run.command({ type: "pause" });
    client.socket.emit(hello, { type: "refused", id: "1", reason: "no" });
    await expect(given).rejects.toThrow(/^command: no$/);
  });

  test("is rejected with an explanation if there is no server", async () => {
    const server = createScriptedServer();
    const refuse = () => Promise.reject(new Error("refused"));
    const run = connect("ws://localhost:8080", { ...server, fetch: refuse }).run("run-1");
    const given = run.command({ type: "pause" });
    server.sockets[0]!.drop();
    await expect(given).rejects.toThrow("connect: expected an epochal server at ws://localhost:8080, got no answer");
  });

  test("is rejected after fifteen seconds without a reply", async () => {
    const client = createClient("run-1");
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

describe("a command for the latest run", () => {
  const ask = { type: "subscribe", id: "latest", run: "latest", after: "live", mode: "latest", window: 1 };
  const command = (run: string, type: string, id: string) => ({ type: "command", id, run, command: { type } });

  test("names the run by its own id, which the server says first", async () => {
    const client = createClient();
    const given = [client.run.command({ type: "pause" }), client.run.command({ type: "resume" })];
    client.socket.emit(hello);
    expect(client.socket.received).toEqual([ask, { type: "ping", n: 0 }]);
    client.socket.emit(named(), { type: "pong", n: 0 });
    await settled();
    expect(client.socket.received.slice(2)).toMatchObject([
      { type: "unsubscribe", id: "latest" },
      command("run-1", "pause", "1"),
      command("run-1", "resume", "2"),
    ]);
    client.socket.emit(accepted("1"), accepted("2"));
    await Promise.all(given);
    expect(client.sockets.map(({ isOpen }) => isOpen)).toEqual([false]);
  });

  test("names the same run when it is sent again, although a newer run has been started", async () => {
    const client = createClient();
    const given = client.run.command({ type: "stop" }, { key: "k" });
    client.socket.emit(hello, named("run-1"));
    await settled();
    client.socket.drop();
    client.pass(250);
    client.socket.emit(hello, named("run-2"));
    expect(client.socket.received).toEqual([{ ...command("run-1", "stop", "1"), key: "k" }]);
    client.socket.emit(accepted("1"));
    await given;
  });

  test("asks for the run again if the connection is lost before the reply", async () => {
    const client = createClient();
    const given = client.run.command({ type: "pause" });
    client.socket.emit(hello);
    client.socket.drop();
    client.pass(250);
    client.socket.emit(hello, named("run-2"));
    await settled();
    expect(client.socket.received.at(-1)).toMatchObject(command("run-2", "pause", "1"));
    client.socket.emit(accepted("1"));
    await given;
  });

  test("is rejected if the server has no run", async () => {
    const client = createClient();
    const given = client.run.command({ type: "pause" });
    client.socket.emit(hello, { type: "pong", n: 0 });
    await expect(given).rejects.toMatchObject({ code: "unknownRun", retry: false });
    expect(client.socket.isOpen).toBe(false);
  });

  test("is rejected fifteen seconds after it was sent, whichever reply is missing", async () => {
    const client = createClient();
    const given = [client.run.command({ type: "pause" }), client.run.command({ type: "resume" })];
    for (let i = 0; i < 15; i++) {
      client.socket.emit(hello);
      client.pass(1000);
    }
    for (const one of given)
      await expect(one).rejects.toThrow("expected the server to name the latest run within 15 s");
    expect(client.socket.isOpen).toBe(false);
  });
});

describe("a command for a watched run", () => {
  /** A client that watches the run on the first connection. */
  function watch() {
    const client = createClient();
    const events: number[] = [];
    let error: Error | undefined;
    const subscription = client.run.events$.subscribe({
      next: ({ seq }) => events.push(seq),
      error: (reason: Error) => (error = reason),
    });
    const [watching] = client.sockets;
    watching!.emit(hello, subscribed(1), epochs(1, 1));
    return {
      run: client.run,
      sockets: client.sockets,
      pass: (ms: number) => client.pass(ms),
      get socket() {
        return client.socket;
      },
      subscription,
      events,
      error: () => error,
      watching: watching!,
      commandsOn: client.commandsOn,
    };
  }

  test("uses the watching connection, and leaves it open", async () => {
    const client = watch();
    const sent = client.run.command({ type: "pause" }, { key: "k" });
    expect(client.commandsOn(0)).toEqual([
      { type: "command", id: "1", run: "run-1", command: { type: "pause" }, key: "k" },
    ]);
    client.watching.emit(accepted("1"), epochs(2, 2));
    await sent;
    expect([client.sockets.length, client.watching.isOpen, client.events]).toEqual([1, true, [1, 2]]);
  });

  test("uses the connection of a `for await` loop too", async () => {
    const client = createClient();
    const iterator = client.run.iterate();
    void iterator.next();
    client.socket.emit(hello, subscribed(1));
    const sent = client.run.command({ type: "pause" });
    client.socket.emit(accepted("1"));
    await sent;
    expect(client.sockets).toHaveLength(1);
  });

  test("is rejected with the server's reason, and the run is still watched", async () => {
    const client = watch();
    const sent = client.run.command({ type: "pause" });
    client.watching.emit({ type: "refused", id: "1", code: "noSteering", reason: "command: expected …" });
    await expect(sent).rejects.toMatchObject({ message: "command: expected …", code: "noSteering" });
    expect([client.watching.isOpen, client.error()]).toEqual([true, undefined]);
  });

  test("is sent again with the same key when the watching connection is made again", async () => {
    const client = watch();
    const sent = [client.run.command({ type: "pause" }), client.run.command({ type: "resume" })];
    client.watching.drop();
    client.pass(250);
    client.socket.emit(hello, subscribed(2));
    expect(client.commandsOn(1)).toEqual(client.commandsOn(0));
    client.socket.emit(accepted("1"), accepted("2"));
    await Promise.all(sent);
    expect(client.sockets).toHaveLength(2);
  });

  test("keeps the connection open until its reply, also after unsubscribing", async () => {
    const client = watch();
    const sent = client.run.command({ type: "stop" });
    client.subscription.unsubscribe();
    expect(client.watching.isOpen).toBe(true);
    client.watching.emit(epochs(2, 2), accepted("1"));
    await sent;
    expect([client.sockets.length, client.watching.isOpen, client.events]).toEqual([1, false, [1]]);
  });

  test("is sent on its own connection if the watching one ends with an error", async () => {
    const client = watch();
    const sent = client.run.command({ type: "pause" });
    client.watching.emit({ type: "error", id: "run", code: "expired", message: "subscribe: …", retry: false });
    expect(client.error()).toEqual(new Error("subscribe: …"));
    expect(client.watching.isOpen).toBe(false);
    client.socket.emit(hello);
    expect(client.commandsOn(1)).toEqual(client.commandsOn(0));
    client.socket.emit(accepted("1"));
    await sent;
  });

  test.each(["lost", "stale"])("opens its own connection while the watching one is %s", async (status) => {
    const client = watch();
    if (status === "lost") client.watching.drop();
    else client.pass(1500);
    const sent = client.run.command({ type: "pause" });
    expect(client.sockets).toHaveLength(2);
    client.socket.emit(hello, accepted("1"));
    await sent;
    expect(client.commandsOn(0)).toEqual([]);
  });

  test("moves to its own connection after five seconds without a reply", async () => {
    const client = watch();
    const sent = client.run.command({ type: "pause" });
    for (let i = 0; i < 5; i++) {
      client.watching.emit({ type: "heartbeat", heads: {}, time: 0 });
      client.pass(1000);
    }
    client.sockets[1]!.emit(hello);
    expect(client.commandsOn(1)).toEqual(client.commandsOn(0));
    client.sockets[1]!.emit(accepted("1"));
    await sent;
    expect([client.watching.isOpen, client.sockets[1]!.isOpen]).toEqual([true, false]);
  });

  test("waits for the watching connection while that is made again", async () => {
    const client = watch();
    const sent = client.run.command({ type: "pause" });
    for (const waitMs of [250, 500, 1000, 2000, 4000]) {
      client.socket.drop();
      client.pass(waitMs);
    }
    expect(client.sockets).toHaveLength(6);
    client.socket.emit(hello, accepted("1"));
    await sent;
  });

  test.each<[string, Parameters<RemoteRun["command"]>]>([
    ["invalid", [{ type: "pause" }, { key: "" }]],
    ["too large", [{ type: "branch", name: "x".repeat(65536) }]],
  ])("does not endanger the watching connection if it is %s", async (_, command) => {
    const client = watch();
    const first = client.run.command({ type: "pause" });
    const wrong = client.run.command(...command);
    expect(client.commandsOn(0)).toHaveLength(1);
    client.socket.emit(hello);
    expect(client.commandsOn(1)).toHaveLength(2);
    client.socket.drop(4000, "expected something else");
    const message = "connect: expected ws://localhost:8080 to continue, got close code 4000: expected something else";
    await expect(first).rejects.toThrow(message);
    await expect(wrong).rejects.toThrow(message);
    expect([client.watching.isOpen, client.error()]).toEqual([true, undefined]);
  });

  test("stays behind the commands before it on their connection", async () => {
    const client = createClient();
    const sent = [client.run.command({ type: "pause" })];
    client.socket.emit(hello, named());
    await settled();
    client.run.events$.subscribe();
    client.socket.emit(hello, subscribed(1));
    sent.push(client.run.command({ type: "resume" }));
    expect(client.commandsOn(0)).toMatchObject([{ id: "1" }, { id: "2" }]);
    client.sockets[0]!.emit(accepted("1"), accepted("2"));
    await Promise.all(sent);
    expect([client.sockets[0]!.isOpen, client.socket.isOpen]).toEqual([false, true]);
  });
});
