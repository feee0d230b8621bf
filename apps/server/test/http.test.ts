import { asyncApi } from "@epochal/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serve, type EpochalServer } from "../src/index.ts";
import { spec, startServer } from "./kit/fixtures.ts";
import { dial, read, sendRequest, request, upgradeHeaders } from "./kit/raw-socket.ts";
import { createScriptedRun } from "./kit/events-response.ts";

const close = { connection: "close" };

describe("a server over HTTP", () => {
  /** Shared by tests that change nothing; it has no run. */
  let empty: EpochalServer;
  /** The same, with one run. */
  let showing: EpochalServer;
  beforeAll(async () => {
    empty = await serve();
    showing = await serve();
    showing.show(createScriptedRun("a").run, spec);
    await showing.settled();
  });
  afterAll(async () => {
    await empty.close();
    await showing.close();
  });

  test.each([
    ["GET /readyz", 200, "content-type: application/json", '{"status":"ready"}'],
    ["GET /v1/runs", 200, "content-type: application/json", "[]"],
    [
      "GET /v1/runs?sort=rmse",
      400,
      "",
      '{"error":"expected sort to be started, name, loss, score, epochs or size, got \\"rmse\\""}',
    ],
    ["GET /v1/runs?order=desc", 400, "", /expected order to be normal or reverse, got "desc"/],
    ["GET /v1/runs?status=done", 400, "", /expected status to be queued, .* or cancelled, got "done"/],
    ["GET /v1/runs?limit=0", 400, "", /expected limit to be a whole number from 1 to 999999999999999, got "0"/],
    ["GET /v1/runs?limit=1000000000000000", 400, "", /expected limit to be a whole number .* got "1000000000000000"/],
    ["GET /v1/runs?limit=", 400, "", /expected limit to be a whole number from 1 to 999999999999999, got ""/],
    ["GET /v1/runs?sort=loss&sort=name", 400, "", /expected one parameter sort, got 2/],
    ["GET /v1/runs?tag=a&tag=b&later=1", 200, "content-type: application/json", "[]"],
    ["POST /v1/runs", 405, "allow: GET, HEAD", '{"error":"expected GET or HEAD, got \\"POST\\""}'],
    ["GET /v1", 426, "upgrade: websocket", '{"error":"expected a WebSocket upgrade on \\"/v1\\""}'],
    [
      "GET /v1/watch/a?after=never",
      400,
      "",
      '{"error":"decodeClientMessage: expected after of subscribe to be \\"start\\", \\"live\\" or a cursor such as \\"4f1c22ab:318\\", got \\"never\\""}',
    ],
    ["GET /v1/runs/a/events", 404, "", /^{"error":"subscribe: expected the id of a run .*","code":"unknownRun"}$/],
    ["GET /v1/runs/latest/events", 404, "", /^{"error":"subscribe: there is no run yet; .*}$/],
    ["GET /v1/runs/a/events?follow=1", 400, "", /expected follow to be true or false, got "1"/],
    [
      "GET /v1/runs/a/events?limit=0",
      400,
      "",
      /expected limit to be a whole number from 1 to 999999999999999, got "0"/,
    ],
    [
      "GET /v1/runs/a/events?limit=0x10",
      400,
      "",
      /expected limit to be a whole number from 1 to 999999999999999, got "0x10"/,
    ],
    [
      "GET /v1/runs/a/events?limit=Infinity",
      400,
      "",
      /expected limit to be a whole number from 1 to 999999999999999, got "Infinity"/,
    ],
    [
      "GET /v1/runs/a/events?limit=many",
      400,
      "",
      /expected limit to be a whole number from 1 to 999999999999999, got "many"/,
    ],
    ["GET /v1/runs/a/events?window=8", 400, "", /a response has no window/],
    ["GET /v1/runs/a/events?mode=most", 400, "", /expected mode of subscribe to be "all", "latest" or "sampled"/],
    [
      `GET /${"x".repeat(10_000)}`,
      404,
      "",
      `{"error":"expected /v1, /v1/watch/RUN, /v1/runs, /v1/runs/RUN/events, /v1/runs/RUN/model, /asyncapi.json, /healthz, /readyz or /metrics, got \\"/${"x".repeat(29)}…\\""}`,
    ],
  ])("answers %s with %i", async (line, status, header, body) => {
    const text = Buffer.from(await sendRequest(empty.port, request(line, close)), "latin1").toString();
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(text).toContain(header);
    const content = text.split("\r\n\r\n")[1]!.trimEnd();
    const isRight = typeof body === "string" ? content === body : body.test(content.replaceAll('\\"', '"'));
    expect({ content, isRight }).toEqual({ content, isRight: true });
  });

  test("serves its AsyncAPI description without a token", async () => {
    const server = await startServer({ token: "secret" });
    const response = await fetch(`http://127.0.0.1:${server.port}/asyncapi.json`);
    expect(await response.json()).toEqual(asyncApi(`127.0.0.1:${server.port}`));
  });

  test("names its own address in the AsyncAPI description, whatever the Host of the request", async () => {
    const headers = { ...close, host: "evil.example" };
    expect(await sendRequest(empty.port, request("GET /asyncapi.json", headers))).not.toContain("evil.example");
  });

  test.each([
    ["/v1/runs", "application/x-ndjson", "application/x-ndjson"],
    ["/v1/runs", "text/html, */*;q=0.1", "application/json"],
    ["/v1/runs", "application/json;q=0.5, application/x-ndjson;q=0.9", "application/x-ndjson"],
    ["/v1/runs", "application/json;q=0", undefined],
    ["/v1/runs", "text/html", undefined],
    ["/v1/runs/a/events", "text/html, */*", "application/x-ndjson"],
    ["/v1/runs/a/events", "Text/Event-Stream", "text/event-stream"],
    ["/v1/runs/a/events", "text/event-stream;q=0.1, */*;q=0", "text/event-stream"],
    ["/v1/runs/a/events", "application/json", undefined],
  ])("serves %s for Accept: %s as %s, or replies 406", async (path, accept, type) => {
    const response = await fetch(`http://127.0.0.1:${showing.port}${path}`, { method: "HEAD", headers: { accept } });
    const { status, headers } = response;
    expect([status, headers.get("content-type")]).toEqual(type ? [200, type] : [406, "application/json"]);
  });

  test("lists the runs as NDJSON for clients that accept it", async () => {
    const server = await startServer();
    for (const id of ["a", "b"]) server.show(createScriptedRun(id).run, spec);
    await server.settled();
    const response = await fetch(`http://127.0.0.1:${server.port}/v1/runs`, {
      headers: { accept: "application/x-ndjson" },
    });
    const lines = (await response.text()).trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(["b", "a"]);
  });

  test.each([
    ["a page from this machine", { origin: "http://localhost:3000" }, 200, "http://localhost:3000"],
    ["a page from another host", { origin: "https://example.org" }, 403, undefined],
    ["a page with an origin that no browser writes", { origin: "http://localhost\\.example.org" }, 403, undefined],
    ["a page of a program with its own scheme", { origin: "program://localhost" }, 403, undefined],
    [
      "content embedded by a page from another host",
      { "sec-fetch-site": "cross-site", "sec-fetch-dest": "image" },
      403,
      undefined,
    ],
    [
      "a link on a page from another host",
      { "sec-fetch-site": "cross-site", "sec-fetch-dest": "document" },
      200,
      undefined,
    ],
    ["a request without such headers", {}, 200, undefined],
  ])("authorizes %s or not, and allows a page to read the response", async (_, headers, status, allowed) => {
    const text = await sendRequest(empty.port, request("GET /v1/runs", { ...close, ...headers }));
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(/^access-control-allow-origin: (.*)\r$/m.exec(text)?.[1]).toBe(allowed);
  });

  test.each([
    ["this machine", "http://localhost:9100", 204, "http://localhost:9100"],
    ["an allowed origin", "https://charts.example.org", 204, "https://charts.example.org"],
    ["another origin", "https://example.org", 403, undefined],
    ["a file", "null", 403, undefined],
    ["a scheme that no web server has", "ftp://localhost", 403, undefined],
  ])("lets a page from %s send a token in a header, or not", async (_, origin, status, allowed) => {
    const server = await startServer({ token: "secret", allowedOrigins: ["https://Charts.example.org/"] });
    const preflight = {
      origin,
      "access-control-request-method": "GET",
      "access-control-request-headers": "authorization",
      "access-control-request-private-network": "true",
    };
    const head = async (line: string, headers: Readonly<Record<string, string>>) => {
      const text = await sendRequest(server.port, request(line, { ...close, ...headers }));
      const header = (name: string) => new RegExp(`^${name}: (.*)\r$`, "m").exec(text)?.[1];
      return { status: Number(text.split(" ")[1]), header };
    };
    const asked = await head("OPTIONS /v1/runs", preflight);
    expect(asked.status).toBe(status);
    expect(asked.header("access-control-allow-origin")).toBe(allowed);
    const isAllowed = allowed !== undefined;
    expect(asked.header("access-control-allow-headers")).toBe(
      isAllowed ? "authorization, content-type, last-event-id" : undefined,
    );
    expect(asked.header("access-control-allow-private-network")).toBe(isAllowed ? "true" : undefined);
    expect(asked.header("access-control-max-age")).toBe(isAllowed ? "7200" : undefined);
    // The page can also read why it is refused.
    const refused = await head("GET /v1/runs", { origin, authorization: "Bearer wrong" });
    expect([refused.status, refused.header("access-control-allow-origin")]).toEqual([401, allowed]);
    expect(refused.header("vary")).toBe("origin");
    const unknown = await head("GET /v1/runs/a/events", { origin, authorization: "Bearer secret" });
    expect([unknown.status, unknown.header("access-control-allow-origin")]).toEqual([404, origin]);
  });

  test("without a token, serves pages of allowed origins too", async () => {
    const server = await startServer({ allowedOrigins: ["https://example.org"] });
    const text = await sendRequest(server.port, request("GET /v1/runs", { ...close, origin: "https://example.org" }));
    expect(text).toMatch(/^HTTP\/1.1 200 /);
  });

  test("refuses to start with an origin that browsers never send", async () => {
    await expect(serve({ allowedOrigins: ["example.org"] })).rejects.toThrow(
      'serve: expected an origin such as https://example.org, got "example.org"',
    );
  });

  test.each([
    request("GET /v1/runs", close),
    request("HEAD /v1/runs/a/events", close),
    request("GET /v1/runs/a/events", close),
    request("GET /nothing", close),
    request("GET /v1", { ...upgradeHeaders, "sec-websocket-protocol": "soap" }),
    "hello\r\n\r\n",
    request("GET /v1/runs", { "x-long": "x".repeat(20_000) }),
  ])("says in every reply that it is data and no page: %j", async (text) => {
    const reply = await sendRequest(showing.port, text);
    expect(reply).toMatch(/^x-content-type-options: nosniff\r$/m);
    expect(reply).toMatch(/^content-security-policy: default-src 'none'; frame-ancestors 'none'\r$/m);
    expect(reply).toMatch(/^referrer-policy: no-referrer\r$/m);
    expect(reply).not.toContain("strict-transport-security");
  });

  test("answers HEAD like GET, without the body", async () => {
    const server = await startServer();
    expect(await sendRequest(server.port, request("HEAD /v1/runs", close))).toMatch(
      /content-length: 3\r\n[^]*\r\n\r\n$/,
    );
  });

  test("replies over HTTP/1.1 to an upgrade to another protocol, as curl --http2 sends it", async () => {
    const server = await startServer();
    const upgrade = { connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "http2-settings": "AAMAAABk" };
    expect(await sendRequest(server.port, request("GET /v1/runs", upgrade))).toMatch(
      /^HTTP\/1.1 200 OK\r\n[^]*\r\n\r\n\[\]\n$/,
    );
  });

  test.each([
    [
      "an unknown path",
      "/v1/watch/a?after=never",
      {},
      'expected after of subscribe to be \\"start\\", \\"live\\" or a cursor',
    ],
    [
      "an invalid id",
      `/v1/watch/${"a".repeat(65)}`,
      {},
      "expected run of subscribe to be a string of 1 to 64 characters",
    ],
    [
      "a window that is not a number",
      "/v1/watch/a?window=many",
      {},
      'expected window of subscribe to be a whole number ≥ 1, got \\"many\\"',
    ],
    ["an invalid percent-encoding", "/v1/watch/%zz", {}, 'expected the id of a run, got \\"%zz\\"'],
    ["an invalid key", "/v1", { "sec-websocket-key": "short" }, "expected a WebSocket handshake, got:"],
    ["an old version", "/v1", { "sec-websocket-version": "7" }, "expected a WebSocket handshake, got:"],
    [
      "an unknown sub-protocol",
      "/v1",
      { "sec-websocket-protocol": "soap" },
      "expected the sub-protocol epochal.v1.json",
    ],
    ["a body", "/v1", { "content-length": "4" }, "expected a WebSocket handshake, got one with a body"],
  ])("refuses an upgrade with %s with 400 and the reason", async (_, path, headers, reason) => {
    const server = await startServer();
    const bytes = await sendRequest(server.port, request(`GET ${path}`, { ...upgradeHeaders, ...headers }));
    const text = Buffer.from(bytes, "latin1").toString();
    expect(text).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
    expect(text.split("\r\n\r\n")[1]).toContain(`{"error":"`);
    expect(text).toContain(reason);
  });
});

describe("the page", () => {
  const html = { type: "text/html; charset=utf-8", content: Buffer.from("<!doctype html>") };
  const script = { type: "text/javascript; charset=utf-8", content: Buffer.from("start()") };
  const page = new Map([
    ["index.html", html],
    ["assets/index-1a2b.js", script],
  ]);

  test.each([
    ["/", html],
    ["/run/a%20run", html],
    ["/epochal/", html],
    ["/epochal/run/a/", html],
    ["/train", html],
    ["/assets/index-1a2b.js", script],
    ["/run/assets/index-1a2b.js", script],
  ])("%s is served without a token", async (path, { type, content }) => {
    const server = await startServer({ token: "secret", page });
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, type]);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'; script-src 'self' 'wasm-");
    expect(await response.text()).toBe(content.toString());
  });

  test("pages of the server may show it in a frame, and those of given origins", async () => {
    const server = await startServer({ token: "secret", page, framingOrigins: ["https://example.org"] });
    const { headers } = await fetch(`http://127.0.0.1:${server.port}/run/a?view=embed`);
    expect(headers.get("content-security-policy")).toMatch(/frame-ancestors 'self' https:\/\/example\.org$/);
  });

  test.each([
    ["gzip, br", "gzip"],
    ["gzip;q=0, br", null],
    ["", null],
  ])("to a client that accepts the encoding %j it is sent as %j", async (accepted, encoding) => {
    const server = await startServer({ token: "secret", page });
    const { headers } = await fetch(`http://127.0.0.1:${server.port}/`, { headers: { "accept-encoding": accepted } });
    expect([headers.get("content-encoding"), headers.get("vary")]).toEqual([encoding, "accept-encoding"]);
  });

  test.each(["/assets/other.js", "/run/a/b", "/index.html", "/assets/../index.html", "/v1/runs"])(
    "%s needs a token, since it is no file of the page",
    async (path) => {
      const server = await startServer({ token: "secret", page });
      expect((await fetch(`http://127.0.0.1:${server.port}${path}`)).status).toBe(401);
    },
  );
});

describe("behind a proxy", () => {
  test.each([
    ["/epochal/v1/runs/", 200],
    ["/v1/", 426],
    ["/epochal/v1", 426],
    ["/epochal/", 404],
  ])("%s gets %i", async (path, status) => {
    const server = await startServer();
    expect((await fetch(`http://127.0.0.1:${server.port}${path}`)).status).toBe(status);
  });

  test.each([
    [true, 429],
    [false, 426],
  ])("with trustsProxy: %s, a client beyond the limit of its address gets %i", async (trustsProxy, status) => {
    const server = await startServer({ trustsProxy, limits: { connectionsPerAddress: 1 } });
    const from = (address: string) => ({ "x-forwarded-for": address });
    const socket = await dial(server.port);
    socket.write(request("GET /epochal/v1/", { ...upgradeHeaders, ...from("192.0.2.1") }));
    await read(socket, (text) => text.includes('"hello"'));
    const ask = async (address: string) =>
      (await fetch(`http://127.0.0.1:${server.port}/v1`, { headers: from(address) })).status;
    expect(await ask("192.0.2.1")).toBe(status);
    expect(await ask("192.0.2.1, 192.0.2.2")).toBe(426);
  });
});

describe("a token", () => {
  test.each([
    ["a header", "/v1/runs", { authorization: "Bearer secret" }, 200],
    ["a lower-case header", "/v1/runs", { authorization: "bearer secret" }, 200],
    ["the URL", "/v1/runs?token=secret", {}, 200],
    ["the URL, with a proxy's header", "/v1/runs?token=secret", { authorization: "Basic YTpi" }, 200],
    ["a header without a scheme", "/v1/runs", { authorization: "secret" }, 401],
    ["a header with another scheme", "/v1/runs", { authorization: "Basic secret" }, 401],
    ["nothing", "/v1/runs", {}, 401],
    ["nothing, where none is needed", "/healthz", {}, 200],
  ])("in %s is accepted or refused", async (_, path, headers, status) => {
    const server = await startServer({ token: "secret" });
    const text = await sendRequest(server.port, request(`GET ${path}`, { ...close, ...headers }));
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(text.includes("www-authenticate: Bearer")).toBe(status === 401);
  });

  test("and a view token are different", async () => {
    await expect(serve({ token: "secret", viewToken: "secret" })).rejects.toThrow(
      "serve: token and viewToken are the same: clients that only watch could control runs",
    );
  });

  test.each(["", "correct horse", "gehe\u00efm", "a\n", "\u{1f511}"])(
    "is not %o: no header can carry it",
    async (token) => {
      const error = new RangeError("serve: expected a token of visible ASCII characters without blanks, got another");
      await expect(serve({ token })).rejects.toThrow(error);
      await expect(serve({ token: "secret", viewToken: token })).rejects.toThrow(error);
    },
  );

  test("is not needed for a store, whose name is not empty", async () => {
    await expect(serve({ store: "" })).rejects.toThrow(new RangeError('openLog: expected a file or :memory:, got ""'));
  });
});
