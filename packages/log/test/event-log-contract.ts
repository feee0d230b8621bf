/** The contract of every implementation of `EventLog`: the same cases, over whatever engine stores the events. */
import { startRun } from "@epochal/stream";
import { eventsOf, lastSeq, type EventChunk } from "@epochal/stream/events";
import { lastValueFrom, toArray } from "rxjs";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  copyRun,
  failureKind,
  startLogThread,
  type CopySource,
  type EventLog,
  type LogThreadOptions,
  type RunRecord,
} from "../src/index.ts";
import { data, epochChunk, finished, notice, spec } from "./fake-chunks.ts";

/** One store: every call opens it. */
export type OpenStore = (options?: Pick<LogThreadOptions, "now" | "maxRunBytes">) => Promise<EventLog>;

const run = (id: string) => ({ id, name: `run ${id}`, spec });
const queued = (id: string) => ({ ...run(id), isQueued: true });
const claim = (key: string, request = "w", owner = "a") => ({ owner, key, request, reply: `for ${key}` });
const statuses = (log: EventLog) => log.runs().map(({ id, status }) => `${id} ${status}`);
const outcomeOf = (one: PromiseSettledResult<{ readonly head: number }>) =>
  one.status === "fulfilled" ? one.value.head : (one.reason as Error).message;
// Consecutive epochs may come back in one chunk, so events are compared.
const events = (all: readonly EventChunk[]) => all.flatMap((chunk) => [...eventsOf(chunk)]);

/** All chunks of a run after a position, page by page. */
async function readAll(log: EventLog, id: string, after = 0, limit = 3): Promise<EventChunk[]> {
  const all: EventChunk[] = [];
  for (let page = await log.read(id, after, limit); page.length > 0;) {
    all.push(...page);
    page = await log.read(id, lastSeq(page.at(-1)!), limit);
  }
  return all;
}

/** @param newStore creates an empty store, which is deleted when the test has finished. */
export function eventLogContract(name: string, newStore: () => OpenStore | Promise<OpenStore>): void {
  async function openNew(options?: Parameters<OpenStore>[0]): Promise<EventLog> {
    return openStore(await newStore(), options);
  }

  async function openStore(open: OpenStore, options?: Parameters<OpenStore>[0]): Promise<EventLog> {
    const log = await open(options);
    onTestFinished(() => log.close());
    return log;
  }

  describe(`${name} keeps the contract of a log: it`, () => {
    describeEvents(openNew);
    describeCatalogue(openNew, newStore, openStore);
    describeKeys(openNew);
    describeRetention(openNew);
    describeCopies(openNew);
  });
}

type OpenNew = (options?: Parameters<OpenStore>[0]) => Promise<EventLog>;

function describeEvents(openNew: OpenNew): void {
  test("returns the events of a real run, bit for bit, and its rows", async () => {
    const training = startRun(spec, data, { id: "a" });
    const chunks = await lastValueFrom(training.chunks$.pipe(toArray()));
    const log = await openNew();
    await log.createRun({ ...run("a"), data });
    await Promise.all(chunks.map((chunk) => log.append("a", [chunk])));
    expect(events(await readAll(log, "a"))).toEqual(events(chunks));
    expect(log.run("a")).toMatchObject({
      status: "finished",
      reason: "completed",
      epoch: 10,
      epochs: 10,
      head: lastSeq(chunks.at(-1)!),
    });
    const last = chunks.findLast(({ type }) => type === "snapshot");
    const { snapshot } = last as EventChunk & { type: "snapshot" };
    expect(await storedTraining(log, "a")).toEqual({ name: "run a", spec, data, snapshot });
  });

  test("reads from any position, in pages of any size", async () => {
    const log = await openNew();
    await log.createRun(run("a"));
    const chunks = [notice(1), epochChunk(2, 3), epochChunk(5, 100), notice(105), epochChunk(106, 1), notice(107)];
    await log.append("a", chunks.slice(0, 1));
    await log.append("a", chunks.slice(1, 4));
    await log.append("a", chunks.slice(4));
    for (let after = 0; after <= 108; after++) {
      const positions = (await readAll(log, "a", after, 1 + (after % 4)))
        .flatMap((chunk) => [...eventsOf(chunk, after)])
        .map(({ seq }) => seq);
      expect(positions).toEqual(Array.from({ length: Math.max(0, 107 - after) }, (_, i) => after + 1 + i));
    }
    expect(await log.read("b", 0)).toEqual([]);
  });

  test("reads many small appends to the end, whatever the size of a page", async () => {
    const log = await openNew();
    await log.createRun(run("a"));
    for (let seq = 1; seq <= 300; seq++) await log.append("a", [notice(seq)]);
    const positions = (await readAll(log, "a", 0, 1000)).map(({ seq }) => seq);
    expect(positions).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
  });

  test("keeps every number, also those that JSON has not, and every text", async () => {
    const log = await openNew();
    await log.createRun({ ...run("a"), name: "Übung 1 – ∑\n\u0001😀" });
    const loss = Float64Array.of(-0, 5e-324, NaN, Infinity, -Infinity, 0.1 + 0.2);
    const chunk = { ...epochChunk(1, loss.length), loss } as EventChunk;
    await log.append("a", [chunk, notice(7, "∑ 😀 \u2028")]);
    expect(await log.read("a", 0)).toEqual([chunk, notice(7, "∑ 😀 \u2028")]);
    expect(log.run("a")?.name).toBe("Übung 1 – ∑\n\u0001😀");
  });

  test("stores appends that are not awaited in their order", async () => {
    const log = await openNew();
    await Promise.all([log.createRun(run("a")), log.createRun(run("b"))]);
    const appends = Array.from({ length: 200 }, (_, i) => log.append(i % 2 ? "a" : "b", [notice(1 + (i >> 1))]));
    // Appends that are stored together resolve to the record after the last of them.
    (await Promise.all(appends)).forEach(({ head }, i) => expect(head).toBeGreaterThanOrEqual(1 + (i >> 1)));
    expect([log.run("a")?.head, log.run("b")?.head]).toEqual([100, 100]);
    expect((await readAll(log, "a", 0, 64)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 100 }, (_, i) => i + 1),
    );
  });

  test("rejects invalid appends, and stores the others", async () => {
    const log = await openNew();
    await Promise.all([log.createRun(run("a")), log.createRun(run("b")), log.createRun(queued("q"))]);
    const outcomes = await Promise.allSettled([
      log.append("a", [notice(1), epochChunk(2, 3)]),
      log.append("b", [notice(2)]),
      log.append("c", [notice(1)]),
      log.append("a", [notice(5), notice(5)]),
      log.append("a", [notice(5)]),
      log.append("q", [notice(1)]),
    ]);
    // Appends that are stored together resolve to the record after the last of them.
    expect([4, 5]).toContain(outcomeOf(outcomes[0]!));
    expect(outcomes.slice(1).map(outcomeOf)).toEqual([
      'log.append: expected position 1 of "b", got 2',
      'log.append: expected a known run, got "c"',
      'log.append: expected position 6 of "a", got 5',
      5,
      'log.append: expected a running run, got "q", which is queued',
    ]);
    expect(outcomes.map((one) => one.status === "rejected" && failureKind(one.reason))).toEqual(
      ["", "R", "R", "R", "", "R"].map((kind) => kind !== "" && "storeRefused"),
    );
    expect(events(await readAll(log, "a"))).toEqual(events([notice(1), epochChunk(2, 3), notice(5)]));
  });

  test("rejects an append beyond the quota of its run as such, and stores its end and those of others", async () => {
    const log = await openNew({ maxRunBytes: 1000 });
    await Promise.all([log.createRun(run("a")), log.createRun(run("b"))]);
    const outcomes = await Promise.allSettled([log.append("a", [epochChunk(1, 100)]), log.append("b", [notice(1)])]);
    expect(outcomes.map((one) => (one.status === "fulfilled" ? one.value.head : failureKind(one.reason)))).toEqual([
      "runTooLarge",
      1,
    ]);
    expect(await log.append("a", [notice(1, "x".repeat(2000))])).toMatchObject({ head: 1, status: "running" });
    expect(await log.append("a", [finished(2)])).toMatchObject({ head: 2, status: "finished", ended: 1002 });
    await expect(log.append("a", [notice(3)])).rejects.toThrow(
      'log.append: expected a running run, got "a", which is finished',
    );
  });

  test("stores chunks of megabytes, and has at most 16 MiB of appends in flight", async () => {
    const log = await openNew();
    await log.createRun(run("a"));
    const appends: Promise<unknown>[] = [];
    let most = 0;
    // 18 MB.
    for (let seq = 1; seq < 750_000; seq += 125_000) {
      appends.push(log.append("a", [epochChunk(seq, 125_000)]).then(() => (most = Math.max(most, log.pendingBytes))));
      most = Math.max(most, log.pendingBytes);
    }
    await Promise.all(appends);
    expect(most).toBeGreaterThan(2 * 1024 * 1024);
    expect(most).toBeLessThanOrEqual(16 * 1024 * 1024);
    expect(log.pendingBytes).toBe(0);
    expect(log.run("a")).toMatchObject({ head: 750_000, status: "running" });
    expect(await log.read("a", 625_000, 1)).toEqual([epochChunk(625_001, 125_000)]);
  });

  test("stores appends from before it was closed, and rejects later ones", async () => {
    const log = await openNew();
    await log.createRun(run("a"));
    const stored = Array.from({ length: 50 }, (_, i) => log.append("a", [epochChunk(1 + 10 * i, 10)]));
    const closed = log.close();
    expect(log.close()).toBe(closed);
    await expect(log.append("a", [notice(501)])).rejects.toThrow("log: the log is closed");
    await closed;
    await expect(log.read("a", 0)).rejects.toThrow("the log is closed");
    expect((await Promise.all(stored)).at(-1)?.head).toBe(500);
  });
}

function describeCatalogue(
  openNew: OpenNew,
  newStore: () => OpenStore | Promise<OpenStore>,
  openStore: (open: OpenStore, options?: Parameters<OpenStore>[0]) => Promise<EventLog>,
): void {
  test("lists runs, newest first, by when they began or were requested", async () => {
    let time = 0;
    const log = await openNew({ now: () => ++time });
    expect(log.latest()).toBeUndefined();
    await log.createRun({ ...queued("a"), options: { epochsPerSecond: 5 } });
    await log.createRun(run("b"));
    await log.createRun({ ...queued("c"), parent: "b" });
    expect(statuses(log)).toEqual(["c queued", "b running", "a queued"]);
    expect(log.latest()?.id).toBe("b");
    expect(log.run("c")).toMatchObject({ parent: "b", name: "run c", head: 0, epoch: 0, epochs: 10, bytes: 0 });
    expect(await log.beginRun("a")).toMatchObject({ id: "a", status: "running", head: 0 });
    expect(statuses(log)).toEqual(["a running", "c queued", "b running"]);
    expect(log.latest()?.id).toBe("a");
    expect((await log.training("a"))?.options).toEqual({ epochsPerSecond: 5 });
    expect(await log.training("nobody")).toBeUndefined();
    const logs = log.runs().map((record) => record.log);
    expect(new Set(logs).size).toBe(3);
    await log.createRun({ ...run("d"), parent: "a", options: { resumes: true } });
    expect(log.run("d")).toMatchObject({ parent: "a", resumes: "a" });
    expect(log.run("c")).not.toHaveProperty("resumes");
  });

  test("begins only queued runs, and creates a run once", async () => {
    const log = await openNew();
    await log.createRun(run("a"));
    await expect(log.createRun(run("a"))).rejects.toThrow(
      new RangeError('log.createRun: expected a new id, got "a", which exists already'),
    );
    await expect(log.beginRun("a")).rejects.toThrow(
      new RangeError('log.beginRun: expected a queued run, got "a", which is running'),
    );
    await expect(log.beginRun("d")).rejects.toThrow(
      new RangeError('log.beginRun: expected a queued run, got "d", which does not exist'),
    );
    expect(statuses(log)).toEqual(["a running"]);
  });

  test("cancels queued runs, and interrupts running ones, and no others", async () => {
    const log = await openNew({ now: () => 7 });
    await Promise.all([log.createRun(queued("a")), log.createRun(run("b"))]);
    expect(await log.cancelRun("a", claim("k"))).toMatchObject({ status: "cancelled", ended: 7, head: 0 });
    expect(await log.findKey("a", "k")).toEqual(claim("k"));
    expect(await log.cancelRun("b", claim("k", "w", "b"))).toMatchObject({ status: "running" });
    expect(await log.findKey("b", "k")).toBeUndefined();
    expect(await log.cancelRun("nobody")).toBeUndefined();
    await log.append("b", [notice(1)]);
    await Promise.all([log.interrupt("a"), log.interrupt("b"), log.interrupt("nobody")]);
    expect(log.run("b")).toMatchObject({ status: "interrupted", ended: 7, head: 1 });
    expect(log.run("a")?.status).toBe("cancelled");
    await expect(log.append("b", [notice(2)])).rejects.toThrow(
      new RangeError('log.append: expected a running run, got "b", which is interrupted'),
    );
  });

  test("interrupts a run after the appends that were made before", async () => {
    const log = await openNew();
    await log.createRun(run("a"));
    const appends = [log.append("a", [notice(1)]), log.append("a", [epochChunk(2, 10)])];
    await log.interrupt("a");
    await Promise.all(appends);
    expect(log.run("a")).toMatchObject({ status: "interrupted", head: 11 });
  });

  test("has everything when it is opened again; runs that have lost their process are interrupted", async () => {
    const store = await newStore();
    const first = await openStore(store, { now: () => 5 });
    await first.createRun({ ...run("a"), data });
    await first.createRun(queued("b"));
    await first.createRun(run("c"));
    await first.append("a", [notice(1), epochChunk(2, 3)]);
    await first.append("c", [finished(1)]);
    const before = first.run("c");
    await first.close();
    const second = await openStore(store, { now: () => 100 });
    expect(statuses(second)).toEqual(["c finished", "b queued", "a interrupted"]);
    expect(second.run("a")).toMatchObject({ head: 4, epoch: 4, ended: 5, started: 5 });
    expect(second.run("c")).toEqual(before);
    expect(await readAll(second, "a")).toEqual([notice(1), epochChunk(2, 3)]);
    expect((await second.training("a"))?.data).toEqual(data);
    expect(await second.beginRun("b")).toMatchObject({ status: "running", started: 100 });
    expect(await second.append("b", [notice(1)])).toMatchObject({ head: 1 });
  });

  test("takes any ids and keys, and never mixes them up", async () => {
    const ids = ["a.b", "a b", "*", ">", "$x", "ä😀", "-", "a-", "A", "a", "x".repeat(200), "😀".repeat(100)];
    const log = await openNew();
    for (const [i, id] of ids.entries()) {
      await log.createRun({ ...queued(id), key: claim(id, "w", "") });
      await log.beginRun(id);
      await log.append(id, [epochChunk(1, i + 1)]);
      await log.claimKey(claim("k", `w${i}`, id));
    }
    for (const [i, id] of ids.entries()) {
      expect(log.run(id)).toMatchObject({ id, head: i + 1 });
      expect(await log.read(id, 0)).toEqual([epochChunk(1, i + 1)]);
      expect(await log.findKey(id, "k")).toEqual(claim("k", `w${i}`, id));
    }
  });

  test("refuses ids and keys that it could not keep apart, and never finds them", async () => {
    const log = await openNew();
    for (const [id, got] of [
      ["a\ud800", String.raw`"a\ud800"`],
      ["a\0b", String.raw`"a\u0000b"`],
      ["", '""'],
      ["x".repeat(201), "201 characters"],
    ] as const) {
      const ending = `of 1 to 200 characters of well-formed Unicode without U+0000, got ${got}`;
      await expect(log.createRun(run(id))).rejects.toThrow(new RangeError(`log.createRun: expected an id ${ending}`));
      await expect(log.claimKey(claim(id))).rejects.toThrow(new RangeError(`log.claimKey: expected a key ${ending}`));
      const found = [log.run(id), await log.findKey("", id), await log.training(id), await log.read(id, 0)];
      expect(found).toEqual([undefined, undefined, undefined, []]);
    }
  });
}

function describeKeys(openNew: OpenNew): void {
  test("claims a key once for each owner", async () => {
    const log = await openNew();
    expect(await log.claimKey(claim("k"))).toBeUndefined();
    expect(await log.claimKey(claim("k", "other"))).toEqual(claim("k"));
    expect(await log.claimKey(claim("k", "w", "b"))).toBeUndefined();
    expect(await log.findKey("a", "k")).toEqual(claim("k"));
    expect(await log.findKey("a", "none")).toBeUndefined();
    expect(await log.findKey("", "k")).toBeUndefined();
  });

  test("creates no run with a key that was used to create another", async () => {
    const log = await openNew();
    await log.createRun({ ...queued("a"), key: { ...claim("s", "run a", ""), reply: "a" } });
    await expect(log.createRun({ ...queued("b"), key: claim("s", "run b", "") })).rejects.toThrow(/^log\.createRun: /);
    expect(log.run("b")).toBeUndefined();
    expect(await log.findKey("", "s")).toEqual({ ...claim("s", "run a", ""), reply: "a" });
  });
}

function describeCopies(openNew: OpenNew): void {
  const described = { parent: "elsewhere", options: { resumes: true }, tags: ["good", "a"], notes: "as a start" };

  async function openOther(): Promise<EventLog> {
    let time = 10;
    const log = await startLogThread(":memory:", { now: () => time++ });
    onTestFinished(() => log.close());
    return log;
  }

  /** A record without the fields that depend on the engine. */
  function comparable({ log: _, bytes: __, ...record }: RunRecord) {
    return record;
  }

  test("takes runs from another log and gives them to a third, with everything that is stored of them", async () => {
    const [first, log, third] = await Promise.all([openOther(), openNew({ now: () => 1e6 }), openOther()]);
    const chunks = await lastValueFrom(startRun(spec, data, { id: "a" }).chunks$.pipe(toArray()));
    await first.createRun({ ...run("a"), data });
    await first.append("a", chunks);
    await first.createRun({ ...run("b"), ...described });
    for (const chunk of [notice(1), epochChunk(2, 3), epochChunk(5, 100), notice(105)])
      await first.append("b", [chunk]);
    await first.interrupt("b");
    await first.createRun(queued("c"));
    await first.cancelRun("c");

    for (const id of ["a", "b", "c"])
      expect([await copyRun(first, log, id), await copyRun(log, third, id)]).toEqual(["copied", "copied"]);
    for (const copy of [log, third]) {
      expect(statuses(copy)).toEqual(["c cancelled", "b interrupted", "a finished"]);
      for (const id of ["a", "b"]) {
        expect(comparable(copy.run(id)!)).toEqual(comparable(first.run(id)!));
        expect(events(await readAll(copy, id))).toEqual(events(await readAll(first, id)));
        expect(await storedTraining(copy, id)).toEqual(await storedTraining(first, id));
      }
      expect(copy.run("c")).toMatchObject({ status: "cancelled", head: 0 });
    }
  });

  test("has nothing of a run whose copy fails half-way, and takes the whole of it later", async () => {
    const [first, log] = [await openOther(), await openNew()];
    await first.createRun({ ...run("a"), data });
    await first.append("a", [notice(1), epochChunk(2, 3), finished(5)]);
    let reads = 0;
    const failing: CopySource = {
      ...first,
      async read(id, after) {
        // The digest reads once for each event and the end, then the copy reads.
        if (++reads > 6) throw new Error("the disk is gone");
        return (await first.read(id, after, 1)).slice(0, 1);
      },
    };
    await expect(copyRun(failing, log, "a")).rejects.toThrow("the disk is gone");
    expect([log.runs(), await log.read("a", 0), await log.training("a")]).toEqual([[], [], undefined]);
    expect(await copyRun(first, log, "a")).toBe("copied");
    expect(events(await readAll(log, "a"))).toEqual(events(await readAll(first, "a")));
  });

  test("keeps a run that it has, and says whether a copy would differ", async () => {
    const [first, log] = await Promise.all([openOther(), openNew()]);
    for (const id of ["a", "b"]) {
      await first.createRun(run(id));
      await first.append(id, [notice(1), finished(2)]);
    }
    await log.createRun(run("b"));
    await log.append("b", [notice(1)]);
    await log.interrupt("b");
    expect([await copyRun(first, log, "a"), await copyRun(first, log, "a")]).toEqual(["copied", "present"]);
    expect(await copyRun(first, log, "b")).toBe("different");
    expect(log.run("b")).toMatchObject({ status: "interrupted", head: 1 });
  });

  test("takes no run that has not ended", async () => {
    const [first, log] = await Promise.all([openOther(), openNew()]);
    await first.createRun(run("a"));
    await first.createRun(queued("b"));
    const refusal = (id: string, status: string) =>
      new RangeError(`copyRun: expected a run that has ended, got "${id}", which is ${status}`);
    await expect(copyRun(first, log, "a")).rejects.toThrow(refusal("a", "running"));
    await expect(copyRun(first, log, "b")).rejects.toThrow(refusal("b", "queued"));
    await expect(copyRun(first, log, "c")).rejects.toThrow('copyRun: expected a known run, got "c"');
    expect(log.runs()).toEqual([]);
  });
}

function describeRetention(openNew: OpenNew): void {
  test("deletes the runs that ended first, by age and size, and keeps those that have not ended", async () => {
    let time = 0;
    const log = await openNew({ now: () => time });
    for (const id of ["a", "b", "c", "d"]) {
      await log.createRun({ ...run(id), data });
      for (let seq = 1; seq < 50_000; seq += 5000) await log.append(id, [epochChunk(seq, 5000)]);
    }
    await log.createRun(queued("q"));
    // The run that began first ends last; `c` is still running.
    for (const id of ["d", "b", "a"]) {
      time += 10;
      await log.interrupt(id);
    }
    const ids = () => log.runs().map(({ id }) => id);
    time = 45;
    await log.applyRetention({ keepMs: 35 });
    expect(ids()).toEqual(["q", "d", "c", "b", "a"]);
    time = 46;
    await log.applyRetention({ keepMs: 35 });
    expect(ids()).toEqual(["q", "c", "b", "a"]);
    await log.applyRetention({ keepBytes: 3_000_000 });
    expect(ids()).toEqual(["q", "c", "a"]);
    expect([log.run("b"), await log.training("b"), await log.read("b", 0)]).toEqual([undefined, undefined, []]);
    await log.applyRetention({ keepBytes: 1 });
    expect(ids()).toEqual(["q", "c"]);
    expect((await log.training("c"))?.data).toEqual(data);
    expect(await log.append("c", [notice(50_001)])).toMatchObject({ head: 50_001 });
    // An id may be used again after its run was deleted.
    await log.createRun(run("d"));
    expect(await log.read("d", 0)).toEqual([]);
    expect(await log.append("d", [notice(1)])).toMatchObject({ head: 1 });
  });

  test("deletes discarded runs, and the keys of deleted runs", async () => {
    const log = await openNew();
    await log.createRun({ ...run("a"), key: { ...claim("s", "w", ""), reply: "a" } });
    await log.claimKey(claim("k"));
    await log.append("a", [finished(1, "discarded")]);
    await log.applyRetention({});
    expect(log.runs()).toEqual([]);
    expect(await log.findKey("a", "k")).toBeUndefined();
  });

  test("has room", async () => {
    const log = await openNew();
    await log.checkRoom();
    expect(log.runs()).toEqual([]);
  });
}

/** Not every log knows from where a run can be resumed. */
async function storedTraining(log: EventLog, id: string) {
  const { resumesAt: _, ...training } = (await log.training(id))!;
  return training;
}
