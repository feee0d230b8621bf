/** What other programs may write into the streams: nothing of it stops a process, hides another run, or is waited for without end. */
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import { Objm } from "@nats-io/obj";
import { connect, headers } from "@nats-io/transport-node";
import { data, notice, spec } from "@epochal/log/fake-chunks";
import { describe, expect, onTestFinished, test } from "vitest";
import { openNatsLog } from "../src/index.ts";
import { joinEncoded } from "../src/messages/message.ts";
import { natsServer, natsServerForTest } from "./nats-server.ts";

/** A log with a run "good", and another program on the same server. */
async function begin() {
  const { url } = await natsServerForTest();
  const lines: string[] = [];
  const log = await openNatsLog(url, { leaseMs: 600, onFailure: (error) => lines.push((error as Error).message) });
  onTestFinished(() => log.close());
  await log.createRun({ id: "good", name: "good", spec, data });
  await log.append("good", [notice(1)]);
  const connection = await connect({ servers: url });
  onTestFinished(() => connection.close());
  const [js, kvm, objm] = [jetstream(connection), new Kvm(connection), new Objm(connection)];
  const runs = await kvm.open("epochal-runs");
  const entry = (id: string, other: object = {}) =>
    runs.put(
      id,
      JSON.stringify({ id, log: "l", name: id, epochs: 1, state: "running", started: 1, writer: "w", training: JSON.stringify({ spec }), ...other }), // prettier-ignore
    );
  const message = (id: string, payload: Uint8Array | string, other: object = {}) => {
    const all = headers();
    all.set("Epochal-Run", JSON.stringify({ log: "l", head: 1, epoch: 0, bytes: 1, ...other }));
    return js.publish(`epochal.run.${id}`, payload, { headers: all });
  };
  return { url, log, lines, js, jsm: await jetstreamManager(connection), kvm, objm, runs, entry, message };
}

const chunk = (json: string) => joinEncoded([{ json, numbers: new Uint8Array(0) }]);
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => "",
    (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
  );

describe.skipIf(natsServer === "")("what another program has written", () => {
  test.each(["", "null", "junk", "{}", '{"type":"epochs","seq":1,"time":0,"epoch":1}', "[".repeat(100_000)])(
    "is damage if it is no chunk: %.20s",
    async (json) => {
      const { log, entry, message } = await begin();
      await entry("bad");
      await message("bad", chunk(json));
      await expect.poll(() => log.run("bad")?.head).toBe(1);
      expect(await failureOf(log.read("bad", 0))).toMatch(/^RangeError: .*: the store is damaged$/);
    },
  );

  test("is refused if it is no lease's name, another subject of the same run, or no key", async () => {
    const { log, lines, entry, message, js, kvm } = await begin();
    await entry("star", { writer: "*" });
    const token = `=${Buffer.from("good").toString("base64url")}`;
    await js.publish(`$KV.epochal-runs.${token}`, JSON.stringify({ id: "good", state: "cancelled" }));
    await message(token, "", { log: log.run("good")!.log, head: 9, status: "finished" });
    await message("=%", "");
    const keys = await kvm.open("epochal-keys");
    for (const text of ["junk", "null", '{"request":1,"reply":"b"}', '{"request":"a","reply":"b","pending":"*"}']) {
      await keys.put("=.k", text);
      expect(await failureOf(log.findKey("", "k"))).toBe(
        'RangeError: "k": a key that is none: another program has written it',
      );
    }
    await expect.poll(() => lines.length).toBe(4);
    expect(lines.toSorted()).toEqual([
      '"=%": a subject of no run: another program has written it',
      `"${token}": a subject of no run: another program has written it`,
      `"${token}": a subject of no run: another program has written it`,
      '"star": an entry that is no run: another program has written it',
    ]);
    expect(log.run("good")).toMatchObject({ status: "running", head: 1 });
  });

  test("is a few lines, however much it is", async () => {
    const { url, log, lines, js } = await begin();
    await Promise.all(Array.from({ length: 1000 }, () => js.publish("epochal.run.flood", "junk")));
    await expect
      .poll(() => lines.at(-1))
      .toBe(`${url}: 1000 messages so far that other programs have written; most are not listed`);
    expect(lines).toHaveLength(22);
    expect(lines[0]).toBe('"flood": a message without the state of its run: another program has written it');
    expect(await log.append("good", [notice(2)])).toMatchObject({ head: 2 });
  });

  test("is damage if it is an object without its parts, with other bytes, or a link", async () => {
    const { log, entry, jsm, objm } = await begin();
    const objects = await objm.open("epochal-objects");
    const hash = log.run("good") && (await objects.list())[0]!.name.slice("rows.".length);
    expect((await log.training("good"))?.data).toEqual(data);
    await objects.putBlob({ name: "rows.junk" }, new TextEncoder().encode("junk"));
    await objects.putBlob({ name: "rows.none" }, chunk("[]"));
    await objects.link("rows.link", (await objects.info(`rows.${hash!}`))!);
    for (const rows of ["junk", "none", "link", "absent"]) {
      await entry(rows, { data: rows });
      expect(await failureOf(log.training(rows))).toMatch(/^RangeError: .*(damaged|hash)/);
    }
    const { nuid } = (await objects.info(`rows.${hash!}`))!;
    await jsm.streams.purge("OBJ_epochal-objects", { filter: `$O.epochal-objects.C.${nuid}` });
    expect(await failureOf(log.training("good"))).toBe(
      `RangeError: the object "rows.${hash!}" lacks parts: the store is damaged`,
    );
  });

  test("is named if it has deleted a stream: nothing waits for that", async () => {
    const { url, log, lines, jsm } = await begin();
    void log.jobs.take();
    await expect.poll(async () => (await jsm.consumers.info("epochal-jobs", "workers")).num_waiting).toBe(1);
    await jsm.streams.delete("epochal-jobs");
    await expect.poll(() => lines).toEqual([expect.stringMatching(/^log\.jobs: expected the stream at .*not found/)]);
    await jsm.streams.delete("epochal");
    expect(await failureOf(log.append("good", [notice(2)]))).toBe(
      `Error: log.append: expected the stream at ${url} to be usable, got "stream not found": what was stored is kept`,
    );
  });

  test.each([
    ["deleted", "epochal-jobs"],
    ["deleted", "epochal"],
    ["deleted", "KV_epochal-keys"],
    ["deleted", "KV_epochal-writers"],
    ["deleted", "OBJ_epochal-objects"],
    ["purged", "epochal"],
    ["purged", "KV_epochal-runs"],
  ])("is reported if it has %s the stream %s", async (done, name) => {
    const { url, log, jsm } = await begin();
    await (done === "purged" ? jsm.streams.purge(name) : jsm.streams.delete(name));
    const { message } = await log.lost;
    expect(message).toBe(`log: another program has ${done} the stream "${name}" at ${url}: start this command again`);
  });

  test("ends a run whose events it has deleted, so that nothing waits for its end", async () => {
    const { url, log, jsm } = await begin();
    await jsm.streams.purge("epochal");
    const failure = "another program has deleted its events from the log";
    expect(await failureOf(log.append("good", [notice(2)]))).toBe(
      `RangeError: log.append: expected the newest event of "good" in the log, got none: ${failure}`,
    );
    expect(log.run("good")).toMatchObject({ status: "interrupted", failure });
    const other = await openNatsLog(url);
    onTestFinished(() => other.close());
    expect(other.run("good")).toMatchObject({ status: "interrupted", failure });
    expect(await other.read("good", 0)).toEqual([]);
  });

  test("keeps no other run from being interrupted, or deleted", async () => {
    const { log, entry, message } = await begin();
    await entry("endless", { writer: "gone" });
    await message("endless", "", { objects: 2 ** 53 - 1, status: "finished", ended: 1 });
    await entry("silent", { writer: "silent" });
    await expect.poll(() => log.run("silent")?.status).toBe("interrupted");
    await log.applyRetention({ keepBytes: 1 });
    expect(log.runs().map(({ id }) => id)).toEqual(["good"]);
  });
});
