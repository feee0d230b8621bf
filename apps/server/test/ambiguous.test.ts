/** Requests that two programs could read differently, over raw sockets: one of them may be a proxy that checks access. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serve, type EpochalServer } from "../src/index.ts";
import { sendRequest, upgradeHeaders } from "./kit/raw-socket.ts";

const token = "a-token-of-this-test";
const right = `Authorization: Bearer ${token}`;

/** Sends the lines of a request and a body; resolves to the reply. */
function send(port: number, lines: readonly string[], body = ""): Promise<string> {
  return sendRequest(port, `${[...lines, "Connection: close", "", ""].join("\r\n")}${body}`);
}

/** The server's reply: its status, and the error in its body. */
function read(reply: string): { readonly status: number; readonly error: string } {
  const [, status] = /^HTTP\/1\.1 (\d+)/.exec(reply) ?? [];
  const body = reply.split("\r\n\r\n")[1] ?? "";
  return { status: Number(status), error: body === "" ? "" : (JSON.parse(body) as { error: string }).error };
}

describe("a server with a token refuses", () => {
  let server: EpochalServer;
  beforeAll(async () => {
    server = await serve({ token });
  });
  afterAll(() => server.close());

  test.each([
    ["two hosts", ["Host: localhost", "Host: evil.example"], "expected one header Host, got 2"],
    ["the same host twice", ["Host: localhost", "host: localhost"], "expected one header Host, got 2"],
    ["an empty host", ["Host:"], 'expected Host to be a name or an address, got ""'],
    ["a host with a user", ["Host: evil@localhost"], 'expected Host to be a name or an address, got "evil@localhost"'],
    ["a host with a path", ["Host: localhost/evil"], 'expected Host to be a name or an address, got "localhost/evil"'],
    ["a list of hosts", ["Host: localhost, evil"], 'expected Host to be a name or an address, got "localhost, evil"'],
    ["two tokens", ["Host: localhost", "Authorization: Bearer other"], "expected one header Authorization, got 2"],
    ["two origins", ["Host: localhost", "Origin: http://a", "Origin: http://b"], "expected one header Origin, got 2"],
    [
      "two positions",
      ["Host: localhost", "Last-Event-ID: a:1", "Last-Event-ID: end"],
      "expected one header Last-Event-ID, got 2",
    ],
  ])("%s", async (_, lines, error) => {
    for (const path of ["/v1/runs", "/healthz"]) {
      const reply = await send(server.port, [`GET ${path} HTTP/1.1`, right, ...lines]);
      expect(read(reply)).toEqual({ status: 400, error });
      expect(reply).not.toContain("epochal-steering");
    }
    // The same as a handshake, whose own header takes the place of `Connection: close`.
    const handshake = Object.entries(upgradeHeaders).map(([name, value]) => `${name}: ${value}`);
    const reply = await sendRequest(
      server.port,
      ["GET /v1 HTTP/1.1", right, ...lines, ...handshake, "", ""].join("\r\n"),
    );
    expect(read(reply)).toEqual({ status: 400, error });
  });

  test.each([
    ["in one header", ["right, other"]],
    ["twice the same", ["right, right"]],
    ["in two headers", ["other", "right"]],
  ])("two sub-protocols with a token, %s", async (_, values) => {
    const nameOf = (each: string) =>
      `epochal.token.${Buffer.from(each === "right" ? token : each).toString("base64url")}`;
    const lines = values.map(
      (value) => `Sec-WebSocket-Protocol: epochal.v1.json, ${value.split(", ").map(nameOf).join(", ")}`,
    );
    const handshake = Object.entries(upgradeHeaders).map(([name, value]) => `${name}: ${value}`);
    const reply = await sendRequest(
      server.port,
      ["GET /v1 HTTP/1.1", "Host: localhost", ...handshake, ...lines, "", ""].join("\r\n"),
    );
    expect(read(reply)).toEqual({ status: 400, error: "expected one sub-protocol with a token, got 2" });
  });

  test.each([
    [`/v1/runs?token=${token}&token=other`, "expected one parameter token, got 2"],
    [`/v1/runs/a/events?after=start&after=live`, "expected one parameter after, got 2"],
    [
      "http://evil.example/v1/runs?token=hidden",
      'expected the address of the request to name its Host "localhost", got "evil.example"',
    ],
  ])("GET %s", async (target, error) => {
    expect(read(await send(server.port, [`GET ${target} HTTP/1.1`, "Host: localhost", right]))).toEqual({
      status: 400,
      error,
    });
  });

  test.each([
    ["two lengths", ["Content-Length: 3", "Content-Length: 4"], "abcd"],
    ["the same length twice", ["Content-Length: 3", "Content-Length: 3"], "abc"],
    ["a list of lengths", ["Content-Length: 3, 3"], "abc"],
    ["a length with a sign", ["Content-Length: +3"], "abc"],
    ["a length and an encoding", ["Content-Length: 3", "Transfer-Encoding: chunked"], "0\r\n\r\n"],
    ["an encoding and a length", ["Transfer-Encoding: chunked", "Content-Length: 3"], "0\r\n\r\n"],
    ["two encodings", ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], "0\r\n\r\n"],
    ["an unknown encoding", ["Transfer-Encoding: xchunked"], "0\r\n\r\n"],
    ["a folded line", ["X-Note: a\r\n b"], ""],
    ["a name with a space", ["Host : evil.example"], ""],
  ])("%s, with 400 and no second reply", async (_, lines, body) => {
    const second = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    const reply = await send(server.port, ["GET /v1/runs HTTP/1.1", "Host: localhost", right, ...lines], body + second);
    expect(reply.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 400"]);
  });

  test("an encoding in HTTP/1.0, and a request without a host in HTTP/1.1", async () => {
    const encoded = ["GET /v1/runs HTTP/1.0", right, "Transfer-Encoding: chunked"];
    expect(read(await send(server.port, encoded, "0\r\n\r\n"))).toEqual({
      status: 400,
      error: "expected HTTP/1.1 with Transfer-Encoding, got HTTP/1.0",
    });
    expect(await send(server.port, ["GET /v1/runs HTTP/1.1", right])).toMatch(/^HTTP\/1.1 400/);
  });

  test.each(["0.9", "2.0"])("HTTP/%s", async (version) => {
    const reply = await send(server.port, [`GET /v1/runs HTTP/${version}`, "Host: localhost", right]);
    expect(read(reply)).toEqual({ status: 400, error: `expected HTTP/1.1, got HTTP/${version}` });
  });

  test("no request of which each program reads the same", async () => {
    const host = `Host: 127.0.0.1:${server.port}`;
    const requests = [
      ["GET /v1/runs HTTP/1.1", host, right],
      [`GET http://127.0.0.1:${server.port}/v1/runs HTTP/1.1`, host, right],
      ["GET /v1/runs HTTP/1.1", "Host: [::1]:8080", right, "Accept: text/html", "Accept: application/json"],
      ["GET /v1/runs?view=a&view=b HTTP/1.1", "Host: host_1.example", right],
      ["GET /v1/runs HTTP/1.0", right],
    ];
    for (const lines of requests) expect(await send(server.port, lines)).toMatch(/^HTTP\/1.1 200 OK/);
  });
});
