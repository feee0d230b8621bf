import { createServer as createHttpServer } from "node:http";
import { createServer, type AddressInfo, type Server } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { createScriptedServer, hello } from "../../test/scripted-server.ts";
import { connect, type Server as EpochalServer } from "../connect.ts";

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** The error of the first connection. */
function failureOf(url: string): Promise<string> {
  return new Promise((resolve) => {
    connect(url)
      .run("latest")
      .events$.subscribe({ error: (error: Error) => resolve(error.message) });
  });
}

test.each([
  ["ws:", "a program that speaks another protocol", () => createServer((socket) => socket.end("SSH-2.0-x\r\n"))],
  ["ws:", "a program that closes the connection", () => createServer((socket) => socket.destroySoon())],
])("%s to %s: the error names both possibilities", async (protocol, _, create) => {
  const name = `${protocol}//127.0.0.1:${await listen(create())}`;
  expect(await failureOf(name)).toBe(
    `connect: expected an epochal server at ${name}, got no reply in HTTP: it is another program, or a server with TLS (wss: in place of ws:)`,
  );
});

test("wss: to a server without TLS: the error names the right protocol", async () => {
  const name = `wss://127.0.0.1:${await listen(createHttpServer())}`;
  expect(await failureOf(name)).toBe(
    `connect: expected an epochal server at ${name}, got one without TLS: use ws: in place of wss:`,
  );
});

test.each<[string, (server: EpochalServer) => Promise<unknown>]>([
  ["a run that is watched", (server) => server.run("a").iterate().next()],
  ["a command", (server) => server.run("a").command({ type: "pause" })],
  ["a command to the latest run", (server) => server.run("latest").command({ type: "pause" })],
  ["a start", (server) => server.start({ type: "builtIn", name: "notebook" })],
])("%s ends with one error if the server, started again, has another token", async (_, request) => {
  const scripted = createScriptedServer();
  const fetch = () => Promise.resolve(new Response('{"error":"wrong or missing token"}', { status: 401 }));
  const requested = request(connect("ws://host", { ...scripted, fetch, random: () => 0.5 }));
  scripted.sockets[0]!.emit(hello);
  scripted.sockets[0]!.drop();
  scripted.pass(250);
  scripted.sockets[1]!.refuse();
  await expect(requested).rejects.toThrow(
    "connect: expected an epochal server at ws://host, got 401: wrong or missing token",
  );
  scripted.pass(60_000);
  expect(scripted.sockets).toHaveLength(2);
});

test("a proxy that takes no WebSockets any more is named after five handshakes in a row", async () => {
  const scripted = createScriptedServer();
  let asked = 0;
  const fetch = () => Promise.resolve(new Response("", { status: ++asked === 3 ? 503 : 426 }));
  const requested = connect("ws://host", { ...scripted, fetch, random: () => 1 })
    .run("a")
    .iterate()
    .next();
  const text = requested.then(String, ({ message }: Error) => message);
  scripted.sockets[0]!.emit(hello);
  scripted.sockets[0]!.drop();
  // A busy server in between begins the count again.
  for (const attempt of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
    scripted.pass(Math.min(15_000, 500 * 2 ** (attempt - 1)));
    expect(scripted.sockets).toHaveLength(attempt + 1);
    scripted.sockets[attempt]!.refuse();
    await vi.waitFor(() => expect(asked).toBe(attempt));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await text).toMatch(/got 426: a proxy in between takes no WebSockets: /);
  scripted.pass(60_000);
  expect(scripted.sockets).toHaveLength(10);
});

test.each([
  ["subscribe: expected the id of a run", "subscribe: expected the id of a run"],
  ["no such run", "subscribe: no such run"],
])("the error %j of a server is reported as %j", async (message, text) => {
  const scripted = createScriptedServer();
  const requested = connect("ws://host", scripted).run("a").iterate().next();
  scripted.sockets[0]!.emit(hello, { type: "error", id: "run", code: "x", message, retry: false });
  await expect(requested).rejects.toThrow(new Error(text));
});

test.each([0, 1e300])(
  "a server that sends hello with heartbeatMs %d is reported, not tried again",
  async (heartbeatMs) => {
    const scripted = createScriptedServer();
    const requested = connect("ws://host", scripted).run("a").iterate().next();
    scripted.sockets[0]!.emit({ ...hello, heartbeatMs } as typeof hello);
    await expect(requested).rejects.toThrow("expected heartbeatMs of hello to be a number from 1 to 2147483647");
    expect(scripted.sockets).toHaveLength(1);
  },
);

test.each([4000, 4099, 1008, 1009])("the close code %i ends a connection that has no hello yet", async (code) => {
  const scripted = createScriptedServer();
  const requested = connect("ws://host", scripted).run("a").iterate().next();
  scripted.sockets[0]!.drop(code, "expected less");
  await expect(requested).rejects.toThrow(
    `connect: expected ws://host to continue, got close code ${code}: expected less`,
  );
  expect(scripted.sockets).toHaveLength(1);
});
