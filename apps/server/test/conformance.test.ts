/**
 * The server keeps to the protocol: each case of the conformance kit, over real sockets. With `EPOCHAL_TEST_LOG=nats` its log is on a
 * nats-server: `npm run conformance -- --nats`.
 */
import { decodeServerMessage, type ReceivedMessage } from "@epochal/protocol";
import type { Run } from "@epochal/stream";
import { eventsOf, type Command, type EventChunk, type TrainingEvent } from "@epochal/stream/events";
import { readFileSync } from "node:fs";
import { concatMap, ReplaySubject } from "rxjs";
import { openNatsLog } from "@epochal/log-nats";
import { clearNats, startNatsServer, type NatsServer } from "@epochal/log-nats/test-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EpochalServer, ServeOptions } from "../src/index.ts";
import { createAudit, type Audit } from "./kit/audit.ts";
import { spec, startServer, openConversation, type Conversation } from "./kit/fixtures.ts";
import { createResponseConversation } from "./kit/response-conversation.ts";

type Json = Record<string, unknown>;

interface StoredRun {
  readonly status: "running" | "finished" | "interrupted";
  readonly chunks: readonly Json[];
}

/** A step has one of these; see README.md of the kit. */
interface Step {
  readonly send?: Json;
  readonly sendText?: string;
  readonly expect?: Json;
  readonly until?: Json;
  readonly receives?: { readonly run: string; readonly from: number; readonly to: number; readonly gaps?: false };
  readonly sent?: { readonly run: string; readonly events: readonly number[] | "all" };
  readonly sentAtLeast?: { readonly run: string; readonly events: readonly number[]; readonly most: number };
  readonly ahead?: number;
  readonly acknowledge?: string;
  readonly acknowledgeUntil?: Json;
  readonly append?: { readonly run: string; readonly chunks: readonly Json[] };
  readonly start?: string;
  readonly lists?: { readonly query: string; readonly runs?: readonly string[]; readonly refused?: number };
  readonly stop?: true;
  readonly closed?: number | readonly [number, number];
}

interface Case {
  readonly name: string;
  readonly runs: readonly string[];
  readonly server?: ServeOptions;
  readonly address?: string;
  readonly steps: readonly Step[];
}

const path = new URL("../../../packages/protocol/conformance/server.json", import.meta.url);
const kit = JSON.parse(readFileSync(path, "utf8")) as { runs: Record<string, StoredRun>; cases: readonly Case[] };

/** A run whose events are given by a case; it replies to every command that it was applied. */
function createScriptedRun(id: string) {
  const chunks$ = new ReplaySubject<EventChunk>();
  const events: TrainingEvent[] = [];
  function append(json: Json): void {
    const { seq, loss } = json as { seq: number; loss?: number[] };
    const message = { type: "events", run: id, first: seq, last: seq + (loss?.length ?? 1) - 1, chunk: json };
    const { chunk } = decodeServerMessage(JSON.stringify(message)) as { chunk: EventChunk };
    events.push(...eventsOf(chunk));
    chunks$.next(chunk);
  }
  const command = (command: Command) =>
    append({ type: "commanded", seq: events.length + 1, time: 0, command, outcome: "applied", epoch: 0, step: 0 });
  const run: Run = {
    id,
    name: "golden",
    chunks$,
    events$: chunks$.pipe(concatMap((chunk) => eventsOf(chunk))),
    command,
    dispose() {},
  };
  return { run, events, append, breakOff: () => chunks$.error(new Error("cut short")) };
}

const isOnNats = process.env["EPOCHAL_TEST_LOG"] === "nats";
let nats: NatsServer | undefined;
beforeAll(async () => {
  if (isOnNats) nats = await startNatsServer();
});
afterAll(() => nats?.close());

/** An empty log on NATS, if wanted. */
async function newLog(): Promise<Pick<ServeOptions, "openLog">> {
  if (!nats) return {};
  const { url } = nats;
  await clearNats(url);
  return { openLog: (now) => openNatsLog(url, { now }) };
}

type Converse = (server: EpochalServer, address: string) => Conversation | Promise<Conversation>;

/** A server with the runs of a case, and one client. */
async function begin({ runs, server: options = {}, address = "/v1" }: Case, converse: Converse) {
  const server = await startServer({
    runOptions: { worker: false },
    ...(await newLog()),
    ...options,
    onFailure: () => {},
  });
  const written = new Map<string, ReturnType<typeof createScriptedRun>>();
  async function start(id: string): Promise<void> {
    const run = createScriptedRun(id);
    const { chunks, status } = kit.runs[id]!;
    written.set(id, run);
    server.show(run.run, spec);
    for (const chunk of chunks) run.append(chunk);
    if (status === "interrupted") run.breakOff();
    await server.settled();
  }
  for (const id of runs) await start(id);
  return { server, written, start, client: createClient(await converse(server, address), written) };
}

/** Reads message by message, and checks every event and gap against the log. */
function createClient(
  conversation: Conversation,
  written: ReadonlyMap<string, { readonly events: readonly TrainingEvent[] }>,
) {
  const audits = new Map<string, Audit>();
  const variables = new Map<string, unknown>();
  const acknowledged = new Map<string, number>();

  async function next(): Promise<ReceivedMessage> {
    const message = decodeServerMessage(JSON.stringify(await conversation.next()))!;
    if (message.type === "subscribed") {
      const { run, from } = message;
      audits.set(
        run,
        createAudit((seq) => written.get(run)?.events[seq - 1], from - 1),
      );
      acknowledged.set(run, 0);
    } else if ("run" in message) {
      audits.get(message.run)?.read(message);
    }
    return message;
  }

  return {
    ...conversation,
    audits,
    next,
    matches: (message: unknown, pattern: unknown) => matches(message, pattern, variables),
    say: (message: Json) => conversation.send(JSON.parse(fill(JSON.stringify(message), variables)) as object),
    acknowledge(run: string) {
      const { covered: seq, sentCount: sent } = audits.get(run)!;
      acknowledged.set(run, sent);
      conversation.send({ type: "ack", run, seq });
    },
    ahead: () => Math.max(...[...audits].map(([run, { sentCount: sent }]) => sent - acknowledged.get(run)!)),
  };
}

/** A text that begins with `$` matches what it matched first, and `*` matches anything; objects may have further fields. */
function matches(value: unknown, pattern: unknown, variables: Map<string, unknown>): boolean {
  if (pattern === "*") return value !== undefined;
  if (typeof pattern === "string" && pattern.startsWith("$")) {
    if (!variables.has(pattern)) variables.set(pattern, value);
    return variables.get(pattern) === value;
  }
  if (typeof pattern === "number" && typeof value === "number") {
    return Math.abs(value - pattern) <= 1e-9 * Math.abs(pattern);
  }
  if (typeof pattern !== "object" || pattern === null) return value === pattern;
  return (
    typeof value === "object" &&
    value !== null &&
    Object.entries(pattern).every(([key, inner]) => matches((value as Json)[key], inner, variables))
  );
}

function fill(text: string, variables: ReadonlyMap<string, unknown>): string {
  return text.replaceAll(/\$\w+/g, (name) => `${(variables.get(name) as string | undefined) ?? name}`);
}

type World = Awaited<ReturnType<typeof begin>>;

/** Does one step. Returns what is wrong, if anything. */
async function take(step: Step, { server, client, written, start }: World): Promise<string | undefined> {
  if (step.send) client.say(step.send);
  if (step.sendText !== undefined) client.sendText(step.sendText);
  if (step.expect) {
    let message = await client.next();
    while (message.type === "heartbeat") message = await client.next();
    if (!client.matches(message, step.expect)) return `got ${JSON.stringify(message)}`;
  }
  if (step.until) while (!client.matches(await client.next(), step.until));
  if (step.receives) {
    const { run, to, gaps = true } = step.receives;
    while (client.audits.get(run)!.covered < to) {
      const { type } = await client.next();
      if (type !== "events" && type !== "heartbeat" && !(gaps && type === "gap")) return `got ${type}`;
    }
  }
  if (step.acknowledge !== undefined) client.acknowledge(step.acknowledge);
  if (step.acknowledgeUntil) {
    const { run } = step.acknowledgeUntil as { run: string };
    do client.acknowledge(run);
    while (!client.matches(await client.next(), step.acknowledgeUntil));
  }
  if (step.append) {
    const { run, chunks } = step.append;
    for (const chunk of chunks) written.get(run)!.append(chunk);
    await server.settled();
  }
  if (step.start !== undefined) await start(step.start);
  if (step.lists) {
    const wrong = await listWrongly(server, step.lists);
    if (wrong !== undefined) return wrong;
  }
  if (step.stop) void server.close();
  if (step.closed !== undefined) {
    const { code } = await client.closed;
    const [least, most] = typeof step.closed === "number" ? [step.closed, step.closed] : step.closed;
    if (code < least || code > most) return `got close code ${code}`;
  }
  return countsOf(step, client);
}

/** The faults of the list of runs. */
async function listWrongly(
  { port }: EpochalServer,
  { query, runs, refused }: NonNullable<Step["lists"]>,
): Promise<string | undefined> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/runs?${query}`);
  const reply = (await response.json()) as { readonly id: string }[] | { readonly error?: unknown };
  const isRefused = response.status === refused && !Array.isArray(reply) && typeof reply.error === "string";
  const isListed = runs && Array.isArray(reply) && reply.map(({ id }) => id).join() === runs.join();
  return isRefused || isListed ? undefined : `got ${response.status} ${JSON.stringify(reply)}`;
}

function countsOf({ ahead, sent, sentAtLeast }: Step, client: World["client"]): string | undefined {
  if (ahead !== undefined && client.ahead() > ahead) return `${client.ahead()} events ahead`;
  if (sent) {
    const { positions, covered } = client.audits.get(sent.run)!;
    const wanted = sent.events === "all" ? Array.from({ length: covered }, (_, i) => i + 1) : sent.events;
    if (positions.join() !== wanted.join()) return `sent ${positions.join()}`;
  }
  if (sentAtLeast) {
    const { positions } = client.audits.get(sentAtLeast.run)!;
    const isThere = sentAtLeast.events.every((seq) => positions.includes(seq));
    if (!isThere || positions.length > sentAtLeast.most) return `sent ${positions.join()}`;
  }
  return undefined;
}

/** Returns the first step that fails, or what the audits found. */
async function play(one: Case, converse: Converse): Promise<readonly unknown[]> {
  const world = await begin(one, converse);
  for (const step of one.steps) {
    const wrong = await take(step, world);
    if (wrong !== undefined) return [{ step, wrong }];
  }
  return [...world.client.audits.values()].flatMap(({ violations }) => violations);
}

test.each(kit.cases)("$name", async (one) => {
  expect(await play(one, (server, address) => openConversation(`${server.url}${address}`))).toEqual([]);
});

/** Cases in which a client only subscribes to one run, so that a response can send everything that follows. */
const readable = kit.cases.flatMap((one) => {
  const sent = one.steps.filter((step) => step.send ?? step.sendText);
  const isSubscribe = sent.length === 1 && sent[0]!.send?.["type"] === "subscribe" && !("window" in sent[0]!.send);
  const isRead = isSubscribe && one.steps.every(({ closed }) => closed === undefined);
  // Only a WebSocket gets `hello`.
  const steps = one.steps.filter((step) => step.expect?.["type"] !== "hello");
  return isRead ? [{ ...one, steps }] : [];
});

test("many cases can be run over plain HTTP as well", () => {
  expect(readable.length).toBeGreaterThan(8);
});

describe.each(["application/x-ndjson", "text/event-stream"])("as %s", (accept) => {
  test.each(readable)("$name", async (one) => {
    expect(await play(one, (server) => createResponseConversation(server, accept))).toEqual([]);
  });
});
