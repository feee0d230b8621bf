import { asyncApi } from "@epochal/protocol";
import { describe, expect, test } from "vitest";
import { serve } from "../src/index.ts";
import { startServer } from "./fixtures.ts";
import { ask, request, upgradeHeaders } from "./raw.ts";

const close = { connection: "close" };

describe("a server that is asked by HTTP", () => {
  test.each([
    ["GET /healthz", 200, "content-type: application/json", '{"status":"ok"}'],
    ["GET /v1/runs", 200, "content-type: application/json", "[]"],
    ["POST /v1/runs", 405, "allow: GET, HEAD", '{"error":"expected GET or HEAD, got \\"POST\\""}'],
    ["GET /v1", 426, "upgrade: websocket", '{"error":"expected a WebSocket upgrade on \\"/v1\\""}'],
    [
      "GET /v1/watch/a?after=never",
      400,
      "",
      '{"error":"decodeClientMessage: expected after of subscribe to be \\"start\\", \\"live\\" or a cursor such as \\"4f1c22ab:318\\", got \\"never\\""}',
    ],
    [
      `GET /${"x".repeat(10_000)}`,
      404,
      "",
      `{"error":"expected /v1, /v1/watch/RUN, /v1/runs, /asyncapi.json or /healthz, got \\"/${"x".repeat(29)}…\\""}`,
    ],
  ])("answers %s with %i", async (line, status, header, body) => {
    const server = await startServer();
    const text = Buffer.from(await ask(server.port, request(line, close)), "latin1").toString();
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(text).toContain(header);
    expect(text.split("\r\n\r\n")[1]).toBe(`${body}\n`);
  });

  test("tells programs what it speaks, without a token", async () => {
    const server = await startServer({ token: "secret" });
    const response = await fetch(`http://127.0.0.1:${server.port}/asyncapi.json`);
    expect(await response.json()).toEqual(asyncApi(`127.0.0.1:${server.port}`));
  });

  test("answers HEAD like GET, without the body", async () => {
    const server = await startServer();
    expect(await ask(server.port, request("HEAD /v1/runs", close))).toMatch(/content-length: 3\r\n[^]*\r\n\r\n$/);
  });

  test("answers who would rather have another protocol, such as curl --http2, in this one", async () => {
    const server = await startServer();
    const upgrade = { connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "http2-settings": "AAMAAABk" };
    expect(await ask(server.port, request("GET /v1/runs", upgrade))).toMatch(
      /^HTTP\/1.1 200 OK\r\n[^]*\r\n\r\n\[\]\n$/,
    );
  });

  test.each([
    [
      "no place",
      "/v1/watch/a?after=never",
      {},
      'expected after of subscribe to be \\"start\\", \\"live\\" or a cursor',
    ],
    ["no id", `/v1/watch/${"a".repeat(65)}`, {}, "expected run of subscribe to be a string of 1 to 64 characters"],
    [
      "a window of words",
      "/v1/watch/a?window=many",
      {},
      'expected window of subscribe to be a whole number ≥ 1, got \\"many\\"',
    ],
    ["no text", "/v1/watch/%zz", {}, 'expected the id of a run, got \\"%zz\\"'],
    ["no key", "/v1", { "sec-websocket-key": "short" }, "expected a WebSocket handshake, got:"],
    ["an old version", "/v1", { "sec-websocket-version": "7" }, "expected a WebSocket handshake, got:"],
    ["another sub-protocol", "/v1", { "sec-websocket-protocol": "soap" }, "expected the sub-protocol epochal.v1.json"],
  ])("refuses an upgrade with %s with 400 and the reason", async (_, path, headers, reason) => {
    const server = await startServer();
    const bytes = await ask(server.port, request(`GET ${path}`, { ...upgradeHeaders, ...headers }));
    const text = Buffer.from(bytes, "latin1").toString();
    expect(text).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
    expect(text.split("\r\n\r\n")[1]).toContain(`{"error":"`);
    expect(text).toContain(reason);
  });
});

describe("a token", () => {
  test.each([
    ["a header", "/v1/runs", { authorization: "Bearer secret" }, 200],
    ["a header in small letters", "/v1/runs", { authorization: "bearer secret" }, 200],
    ["the address", "/v1/runs?token=secret", {}, 200],
    ["the address, beside a proxy's header", "/v1/runs?token=secret", { authorization: "Basic YTpi" }, 200],
    ["a header without a scheme", "/v1/runs", { authorization: "secret" }, 401],
    ["another header", "/v1/runs", { authorization: "Basic secret" }, 401],
    ["nothing", "/v1/runs", {}, 401],
    ["nothing, where nothing is needed", "/healthz", {}, 200],
  ])("shown in %s", async (_, path, headers, status) => {
    const server = await startServer({ token: "secret" });
    const text = await ask(server.port, request(`GET ${path}`, { ...close, ...headers }));
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(text.includes("www-authenticate: Bearer")).toBe(status === 401);
  });

  test("and a store have a name, or are left out", async () => {
    await expect(serve({ token: "" })).rejects.toThrow(
      new RangeError('serve: expected a token of at least one character, got ""'),
    );
    await expect(serve({ store: "" })).rejects.toThrow(new RangeError('openLog: expected a file or :memory:, got ""'));
  });
});
