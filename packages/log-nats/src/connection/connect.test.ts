/** A server that cannot be used is reported in one line that says what to do, before anything is stored. */
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { epochChunk, spec } from "@epochal/log/fake-chunks";
import { limitEvents, natsServer, natsServerForTest } from "../../test/nats-server.ts";
import { openNatsLog, type NatsLogOptions } from "../nats-log.ts";

const failure = (address: string, options: NatsLogOptions = {}) =>
  openNatsLog(address, options).then(
    () => "opened",
    (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
  );

test.each(["host", "http://host", "", "nats://"])("the address %s is refused", async (address) => {
  expect(await failure(address)).toBe(
    `RangeError: openNatsLog: expected an address such as nats://host:4222, got "${address}"`,
  );
});

test("no message has the password of an address", async () => {
  for (const address of [
    "http://me:secret@host",
    "nats://me:secret@",
    "me:secret@host",
    "nats://me:s@cret@host:99999",
  ]) {
    const [, rest = ""] = address.split(/.*@/);
    expect(await failure(address)).toMatch(new RegExp(`^RangeError: openNatsLog: expected an address .*…@${rest}"$`));
  }
  expect(await failure("nats://me:%zz@127.0.0.1")).toBe(
    "RangeError: openNatsLog: expected each % in the name or password of an address as %25",
  );
});

test("a port where nothing listens is named, without the password of the address", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  expect(await failure(`nats://me:secret@127.0.0.1:${port}`)).toBe(
    `RangeError: openNatsLog: no NATS server at nats://127.0.0.1:${port} (connection refused): start one with \`nats-server -js\`, or correct the address`,
  );
});

test("a server that is too old is refused", async () => {
  const server = createServer((socket) => {
    socket.write('INFO {"server_id":"x","version":"2.8.4","max_payload":1048576,"headers":true,"proto":1}\r\n');
    socket.on("data", (bytes) => bytes.includes("PING") && socket.write("PONG\r\n"));
    socket.on("error", () => {});
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const url = `nats://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await failure(url)).toBe(`RangeError: openNatsLog: ${url} is nats-server 2.8.4: update it to 2.9 or newer`);
});

describe.skipIf(natsServer === "")("on a real nats-server", () => {
  test("wrong credentials are refused, right ones are taken from the address", async () => {
    const server = await natsServerForTest('authorization { user: "me", password: "p@ss" }');
    expect(await failure(server.url)).toBe(
      `RangeError: openNatsLog: ${server.url} refuses these credentials (authorization violation): give valid ones in the address, as nats://user:password@host, or with --nats-creds`,
    );
    const log = await openNatsLog(server.url.replace("//", "//me:p%40ss@"));
    expect(log.runs()).toEqual([]);
    await log.close();
  });

  test("credentials that cannot be read, and TLS where there is none, are named as such", async () => {
    const server = await natsServerForTest();
    for (const creds of ["", "junk", "-----BEGIN USER NKEY SEED-----\nSUxx\n------END USER NKEY SEED------\n"]) {
      expect(await failure(server.url, { creds })).toMatch(
        /: the credentials for nats:\S+ cannot be read \(.+\): name a file that nsc has written with --nats-creds$/,
      );
    }
    expect(await failure(server.url, { tls: {} })).toBe(
      `RangeError: openNatsLog: ${server.url} takes no connections with TLS: leave out --nats-tls-ca, and write nats: in place of tls:`,
    );
  });

  test("a server without JetStream is named as such", async () => {
    const server = await natsServerForTest("accounts { A { users: [{ user: a, password: a }] } }\nno_auth_user: a");
    expect(await failure(server.url)).toMatch(
      /^RangeError: openNatsLog: nats:\S+ has no JetStream \(.+\): start it with `nats-server -js`, and allow the account to use JetStream$/,
    );
  });

  test("a stream with other settings is named with them, and left as it is", async () => {
    const server = await natsServerForTest();
    const connection = await connect({ servers: server.url });
    const jsm = await jetstreamManager(connection);
    await jsm.streams.add({ name: "epochal", subjects: ["epochal.run.*"], max_age: 60e9 });
    expect(await failure(server.url)).toBe(
      `RangeError: openNatsLog: the stream "epochal" at ${server.url} has discard old (expected new), max_age 60 s (expected 0), allow_direct false (expected true): change that, or delete the stream: epochal creates its own`,
    );
    expect((await jsm.streams.info("epochal")).config.max_age).toBe(60e9);
    await connection.close();
  });

  test.each([
    [
      "KV_epochal-runs",
      ["$KV.epochal-runs.>"],
      { max_age: 60e9 },
      "max_age 60 s (expected 0), allow_rollup_hdrs false (expected true)",
    ],
    [
      "KV_epochal-keys",
      ["$KV.epochal-keys.>"],
      { storage: "memory" },
      "storage memory (expected file), allow_rollup_hdrs false (expected true)",
    ],
    [
      "KV_epochal-runs",
      ["$KV.epochal-runs.>"],
      { no_ack: true },
      "no_ack true (expected false), allow_rollup_hdrs false (expected true)",
    ],
    ["KV_epochal-keys", ["$KV.epochal-keys.>"], { allow_direct: true }, "allow_rollup_hdrs false (expected true)"],
    [
      "epochal",
      ["epochal.run.*"],
      { no_ack: true },
      "no_ack true (expected false), allow_direct false (expected true)",
    ],
    [
      "epochal-jobs",
      ["epochal.job.*"],
      { no_ack: true },
      "no_ack true (expected false), retention limits (expected workqueue)",
    ],
    ["OBJ_epochal-objects", ["$O.epochal-objects.C.>"], {}, "subjects $O.epochal-objects.C.> (expected $O.epochal-objects.C.>,$O.epochal-objects.M.>), allow_rollup_hdrs false (expected true)"], // prettier-ignore
  ])(
    "the bucket %s with other settings is refused, since it would lose something",
    async (name, subjects, more, text) => {
      const server = await natsServerForTest();
      const connection = await connect({ servers: server.url });
      const jsm = await jetstreamManager(connection);
      await jsm.streams.add({ name, subjects, discard: "new", ...more } as never);
      await connection.close();
      expect(await failure(server.url)).toBe(
        `RangeError: openNatsLog: the stream "${name}" at ${server.url} has ${text}: change that, or delete the stream: epochal creates its own`,
      );
    },
  );

  test("an account that may not create the streams is one line", async () => {
    const user = 'permissions: { publish: ["$JS.API.STREAM.INFO.>", "$JS.API.INFO"], subscribe: ["_INBOX.>"] }';
    const server = await natsServerForTest(`authorization { users: [{ user: u, password: p, ${user} }] }`);
    expect(await failure(server.url.replace("//", "//u:p@"))).toBe(
      `Error: openNatsLog: the user at ${server.url} may not publish to "$JS.API.STREAM.CREATE.epochal": allow it in the server's configuration; what was stored is kept`,
    );
  });

  test("subjects of epochal in a stream of another program are named", async () => {
    const server = await natsServerForTest();
    const connection = await connect({ servers: server.url });
    const jsm = await jetstreamManager(connection);
    await jsm.streams.add({ name: "other", subjects: ["epochal.>"] });
    await connection.close();
    expect(await failure(server.url)).toBe(
      `Error: openNatsLog: another stream at ${server.url} has subjects of epochal (subjects overlap with an existing stream): rename them there, or use a NATS account of its own`,
    );
  });

  test("the first writer decides on the lease time; writers that want another one are refused", async () => {
    const server = await natsServerForTest();
    const log = await openNatsLog(server.url, { leaseMs: 2000 });
    onTestFinished(() => log.close());
    expect(await failure(server.url, { leaseMs: 3000 })).toBe(
      `RangeError: openNatsLog: the bucket "epochal-writers" at ${server.url} keeps leases for 2000 ms, expected 3000 ms: all writers need the same lease time`,
    );
    const other = await openNatsLog(server.url);
    expect(other.leases().map(({ process: id }) => id)).toEqual([process.pid, process.pid]);
    await other.close();
    await expect.poll(() => log.leases().length).toBe(1);
  });

  test("a work queue with other settings is refused", async () => {
    const server = await natsServerForTest();
    const connection = await connect({ servers: server.url });
    const jsm = await jetstreamManager(connection);
    await jsm.streams.add({ name: "epochal-jobs", subjects: ["epochal.job.*"] });
    expect(await failure(server.url)).toBe(
      `RangeError: openNatsLog: the stream "epochal-jobs" at ${server.url} has retention limits (expected workqueue), discard old (expected new): change that, or delete the stream: epochal creates its own`,
    );
    await connection.close();
  });

  test("a full stream refuses events, keeps what was stored, and has room again when its limit is raised", async () => {
    const server = await natsServerForTest();
    const log = await openNatsLog(server.url);
    onTestFinished(() => log.close());
    await limitEvents(server.url, 300_000);
    await log.createRun({ id: "a", name: "a", spec });
    let head = 0;
    const fill = async () => {
      for (;;) head = (await log.append("a", [epochChunk(head + 1, 1000)])).head;
    };
    await expect(fill()).rejects.toThrow(
      `log.append: a stream at ${server.url} is full (maximum bytes exceeded): raise its limit, or let a server delete old runs with --keep-days; what was stored is kept`,
    );
    expect(head).toBeGreaterThan(3000);
    expect(log.run("a")).toMatchObject({ status: "running", head });
    await expect(log.checkRoom()).rejects.toThrow(
      `log.checkRoom: the stream "epochal" at ${server.url} is full: raise its limit, or let a server delete old runs with --keep-days; what was stored is kept`,
    );
    await limitEvents(server.url, -1);
    await log.checkRoom();
    expect(await log.append("a", [epochChunk(head + 1, 1000)])).toMatchObject({ head: head + 1000 });
  });

  test("a full stream is reported to the caller of an append, and not again when the log is closed", async () => {
    const server = await natsServerForTest();
    const lines: unknown[] = [];
    const log = await openNatsLog(server.url, { onFailure: (error) => lines.push((error as Error).message) });
    await log.createRun({ id: "a", name: "a", spec });
    await limitEvents(server.url, 100);
    await expect(log.append("a", [epochChunk(1, 1000)])).rejects.toThrow("is full");
    // The end of the run cannot be stored either.
    await log.close();
    expect(lines).toEqual([]);
  });

  test("a single server is reported to lack replicas against a power failure", async () => {
    const server = await natsServerForTest();
    const log = await openNatsLog(server.url);
    onTestFinished(() => log.close());
    expect(log.weakness).toMatch(
      /^nats:\S+: stored events survive the death of processes, but a power failure can lose the newest: that needs 3 replicas \(it has 1\)/,
    );
    await expect(openNatsLog(server.url, { isReader: true }).then((reader) => reader.close())).resolves.toBeUndefined();
  });
});
