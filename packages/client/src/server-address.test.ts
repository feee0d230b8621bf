import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createScriptedServer } from "../test/scripted-server.ts";
import { connect } from "./connect.ts";

test.each([
  ["ws://host", "ws://host/v1"],
  ["http://host/", "ws://host/v1"],
  ["https://host/v1", "wss://host/v1"],
  ["ws://host/v1/", "ws://host/v1"],
  ["ws://host/epochal", "ws://host/epochal/v1"],
  ["ws://host/epochal/", "ws://host/epochal/v1"],
  ["ws://host/epochal/v1", "ws://host/epochal/v1"],
  ["ws://host/a/b//", "ws://host/a/b/v1"],
  ["ws://host/epochal?key=7", "ws://host/epochal/v1?key=7"],
  ["http://host/#token=secret", "ws://host/v1"],
])("a client of %s connects to %s", (url, address) => {
  const server = createScriptedServer();
  connect(url, server).run("latest").events$.subscribe();
  expect(server.sockets[0]!.url.href).toBe(address);
});

/** Starts an HTTP server; returns its port and the handshakes that it has received. */
async function startHttp(onRequest: RequestListener, acceptsUpgrade = false) {
  const handshakes: IncomingMessage[] = [];
  const server = createServer(onRequest);
  if (acceptsUpgrade) {
    server.on("upgrade", (request, socket) => {
      handshakes.push(request);
      socket.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n");
    });
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, handshakes };
}

/** The error of a client. */
function failureOf(url: string, token?: string): Promise<string> {
  return new Promise((resolve) => {
    connect(url, token === undefined ? {} : { token })
      .run("latest")
      .events$.subscribe({ error: (error: Error) => resolve(error.message) });
  });
}

const NO_WEBSOCKETS =
  "a proxy in between takes no WebSockets: it must pass the headers Upgrade and Connection on, as PROTOCOL.md says";

test.each([
  [426, "", `got 426: ${NO_WEBSOCKETS}`],
  [200, "<html>", `got 200: it is another server, or ${NO_WEBSOCKETS}`],
  [400, "Bad Request", `got 400: it is another server, or ${NO_WEBSOCKETS}`],
  [404, "", "got 404: check the path of the address"],
  [503, '{"error":"expected fewer clients"}', "got 503: expected fewer clients"],
])(
  "an answer %d to the handshake, as of a proxy that drops Upgrade, is named with the path",
  async (status, body, got) => {
    const { port } = await startHttp((_, response) => response.writeHead(status).end(body));
    const name = `ws://127.0.0.1:${port}/plain`;
    expect(await failureOf(`${name}/v1`)).toBe(`connect: expected an epochal server at ${name}, ${got}`);
  },
);

test("Node sends the token in a header, and in no address", async () => {
  const requests: IncomingMessage[] = [];
  const { port, handshakes } = await startHttp((request, response) => {
    requests.push(request);
    response.writeHead(403).end('{"error":"wrong token"}');
  }, true);
  expect(await failureOf(`ws://127.0.0.1:${port}/epochal`, "secret")).toMatch(/got 403: wrong token$/);
  expect([...handshakes, ...requests].map(({ url, headers }) => [url, headers.authorization])).toEqual([
    ["/epochal/v1", "Bearer secret"],
    ["/epochal/v1", "Bearer secret"],
  ]);
  expect(handshakes[0]!.headers["sec-websocket-protocol"]).toBe("epochal.v1.json");
});

test("a WebSocket that cannot set headers offers the token as a sub-protocol", () => {
  const server = createScriptedServer();
  connect("ws://host", { ...server, token: "s&t" })
    .run("latest")
    .events$.subscribe();
  const { url, protocol } = server.sockets[0]!;
  expect([url.href, protocol]).toEqual(["ws://host/v1", ["epochal.v1.json", "epochal.token.cyZ0"]]);
});

test("a server that has just started is tried a second time before its client gives up", async () => {
  const server = createScriptedServer();
  const fetch = () => Promise.resolve(new Response("", { status: 426 }));
  const errors: string[] = [];
  connect("ws://host", { ...server, fetch })
    .run("latest")
    .events$.subscribe({ error: (error: Error) => errors.push(error.message) });
  server.sockets.at(-1)!.refuse();
  await expect.poll(() => server.sockets.length).toBe(2);
  server.sockets.at(-1)!.refuse();
  await expect.poll(() => errors.length).toBe(1);
  expect(server.sockets).toHaveLength(2);
  expect(errors).toEqual([`connect: expected an epochal server at ws://host, got 426: ${NO_WEBSOCKETS}`]);
});
