/** A server with a certificate: `wss:` and `https:`. */
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { X509Certificate } from "node:crypto";
import { connect as connectTls } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { serve } from "../src/index.ts";
import { spec, startServer } from "./kit/fixtures.ts";
import { dial, read } from "./kit/raw-socket.ts";
import { createScriptedRun } from "./kit/events-response.ts";

/** Made for these tests, for `localhost` and `127.0.0.1`; valid until 2120. */
const pem = (name: string) => readFileSync(new URL(`certificates/test-only-${name}.pem`, import.meta.url), "utf8");
const [cert, key, otherKey] = [pem("server-cert"), pem("server-key"), pem("other-key")];

/** The response of a server with that certificate. */
function get(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const asking = request(url.replace("wss", "https"), { ca: cert }, (response) => {
      response.setEncoding("utf8").on("data", (more: string) => (text += more));
      response.on("end", () => resolve(text));
    });
    asking.on("error", reject).end();
  });
}

test("a client that trusts the certificate gets the run, over WebSocket and HTTP", async () => {
  const server = await startServer({ tls: { cert, key }, onFailure: () => {} });
  expect(server.url).toBe(`wss://127.0.0.1:${server.port}`);
  const { run, epochs, breakOff } = createScriptedRun("a");
  server.show(run, spec);
  epochs(10);
  breakOff();
  await server.settled();
  const socket = new WebSocket(`${server.url}/v1/watch/a`, { ca: cert });
  const types: string[] = [];
  await new Promise<void>((resolve) => {
    socket.on("message", (text: Buffer) => {
      const { type } = JSON.parse(text.toString()) as { type: string };
      types.push(type);
      if (type === "end") resolve();
    });
  });
  socket.close();
  expect(types).toEqual(["hello", "subscribed", "events", "caughtUp", "end"]);

  const lines = await get(`${server.url}/v1/runs/a/events`);
  expect(lines.split("\n").map((line) => /^{"type":"(\w+)"/.exec(line)?.[1])).toEqual([...types.slice(1), undefined]);
});

test("a server with a certificate waits no longer for a silent client than one without", async () => {
  const server = await startServer({ tls: { cert, key }, limits: { handshakeMs: 50 } });
  // The default of Node is two minutes.
  expect(await read(await dial(server.port))).toBe("");
});

test("the AsyncAPI description of a server with a certificate says so", async () => {
  const server = await startServer({ tls: { cert, key } });
  const { servers } = JSON.parse(await get(`${server.url}/asyncapi.json`)) as { servers: unknown };
  const host = `127.0.0.1:${server.port}`;
  expect(servers).toMatchObject({ here: { host, protocol: "wss" }, http: { host, protocol: "https" } });
});

test("a certificate can be renewed, for new connections, without a restart", async () => {
  const server = await startServer({ tls: { cert, key } });
  const fingerprint = () =>
    new Promise<string>((resolve, reject) => {
      const options = { port: server.port, host: "127.0.0.1", rejectUnauthorized: false };
      const socket = connectTls(options, () => {
        resolve(socket.getPeerCertificate().fingerprint256);
        socket.end();
      });
      socket.on("error", reject);
    });
  const before = await fingerprint();
  expect(() => server.reloadCertificate({ cert, key: otherKey })).toThrow("got the key of another certificate");
  expect(() => server.reloadCertificate({ cert: Buffer.alloc(0), key })).toThrow("got an empty file");
  expect(await fingerprint()).toBe(before);
  const renewed = { cert: pem("renewed-cert"), key: otherKey };
  server.reloadCertificate(renewed);
  expect(await fingerprint()).toBe(new X509Certificate(renewed.cert).fingerprint256);
  const plain = await startServer();
  expect(() => plain.reloadCertificate(renewed)).toThrow("the server was started without a certificate");
});

test.each([
  ["ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256", "TLSv1.2", true],
  ["ECDHE-RSA-AES128-SHA:ECDHE-ECDSA-AES128-SHA:AES128-SHA256", "TLSv1.2", false],
  ["DEFAULT@SECLEVEL=0", "TLSv1.1", false],
] as const)("a client with the ciphers %s and %s can connect: %s", async (ciphers, maxVersion, isAccepted) => {
  const server = await startServer({ tls: { cert, key } });
  const outcome = await new Promise<boolean>((resolve) => {
    const options = {
      port: server.port,
      host: "127.0.0.1",
      ca: cert,
      ciphers,
      maxVersion,
      minVersion: "TLSv1" as const,
    };
    const socket = connectTls(options, () => resolve(true));
    socket.on("error", () => resolve(false));
    onTestFinished(() => void socket.destroy());
  });
  expect(outcome).toBe(isAccepted);
});

test.each([
  ["an invalid certificate", "hello", key, /^serve: expected a certificate in PEM, got something else$/],
  ["an empty certificate", "", key, /^serve: expected a certificate in PEM, got an empty file$/],
  ["an empty key", cert, "", /^serve: expected a private key in PEM, without a passphrase, got an empty file$/],
  ["an invalid key", cert, "hello", /^serve: expected a private key in PEM, without a passphrase, got \S/],
  [
    "the key of another certificate",
    cert,
    otherKey,
    /^serve: expected a key that belongs to the certificate, got the key of another certificate$/,
  ],
])("a server with %s fails with one line", async (_, wrongCert, wrongKey, line) => {
  const begun = serve({ tls: { cert: wrongCert, key: wrongKey } });
  await expect(begun).rejects.toThrow(RangeError);
  await expect(begun).rejects.toThrow(line);
});
