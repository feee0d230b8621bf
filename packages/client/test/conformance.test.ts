/** Runs the client cases of the conformance kit: a scripted server sends what each case says. */
import type { Command } from "@epochal/stream/events";
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { connect, type WatchOptions } from "../src/index.ts";
import { createScriptedServer } from "./scripted-server.ts";

type Json = Record<string, unknown>;

/** A message of the server: a named one of the kit, or one built from positions. */
type ScriptedMessage =
  | string
  | { readonly message: Json }
  | { readonly text: string }
  | { readonly subscribed: Json }
  | { readonly epochs: readonly [number, number]; readonly last?: number; readonly run?: string }
  | { readonly gap: readonly [number, number]; readonly reason?: string };

/** Each step has one of these; see README.md of the kit. */
interface Step {
  readonly opened?: true | { readonly protocol: string };
  readonly openedNothing?: true;
  readonly say?: readonly ScriptedMessage[];
  readonly hears?: Json;
  readonly hearsNothing?: true;
  readonly command?: Command;
  readonly reports?: readonly (number | readonly [number, number])[];
  readonly status?: string;
  readonly drop?: number;
  /** A status, for which this client asks by plain HTTP: a WebSocket reports none. */
  readonly refuse?: number;
  readonly retryAfter?: number;
  readonly pass?: number;
  readonly left?: true | number;
  readonly ended?: "complete" | "error";
}

interface Case {
  readonly name: string;
  readonly options?: WatchOptions;
  readonly steps: readonly Step[];
}

const path = new URL("../../protocol/conformance/client.json", import.meta.url);
const kit = JSON.parse(readFileSync(path, "utf8")) as { words: Record<string, Json>; cases: readonly Case[] };

function toMessage(scripted: Exclude<ScriptedMessage, { readonly text: string }>): Json {
  if (typeof scripted === "string") return kit.words[scripted]!;
  if ("message" in scripted) return scripted.message;
  if ("subscribed" in scripted) return { ...kit.words["subscribed"], ...scripted.subscribed };
  if ("gap" in scripted) {
    const [from, to] = scripted.gap;
    const { reason = "sampled" } = scripted;
    return { type: "gap", run: "run-1", from, to, reason, types: { epoch: to - from + 1 }, rollup: {} };
  }
  const [first, end] = scripted.epochs;
  const column = Array.from({ length: end - first + 1 }, (_, i) => first + i);
  const columns = { loss: column, learningRate: column, gradientNorm: column };
  const chunk = { type: "epochs", seq: first, time: 0, epoch: first, ...columns };
  return { type: "events", run: scripted.run ?? "run-1", first, last: scripted.last ?? end, chunk };
}

function toText(scripted: ScriptedMessage): string {
  return typeof scripted === "object" && "text" in scripted ? scripted.text : JSON.stringify(toMessage(scripted));
}

/** A client of a scripted server, and what it reports to its user. */
function begin(options: WatchOptions) {
  const server = createScriptedServer();
  let refusal: Response | undefined;
  const fetch = () => (refusal ? Promise.resolve(refusal) : Promise.reject(new Error("there is no server")));
  // The longest waits that the protocol allows.
  const connection = connect("ws://localhost:8080", { ...server, fetch, random: () => 1 - Number.EPSILON });
  const run = connection.run("latest", options);
  const reported: (number | readonly [number, number])[] = [];
  let status = "";
  let ended = "";
  run.status$.subscribe((now) => (status = now));
  run.gaps$.subscribe(({ from, to }) => reported.push([from, to]));
  run.events$.subscribe({
    next: ({ seq }) => reported.push(seq),
    error: () => (ended = "error"),
    complete: () => (ended = "complete"),
  });
  /** Refuses the handshake of the newest connection. Resolves when the client knows the status. */
  async function refuse(code: number, retryAfter?: number): Promise<void> {
    const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
    refusal = new Response(null, { status: code, headers });
    server.sockets.at(-1)!.refuse();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { ...server, run, refuse, reported, status: () => status, ended: () => ended };
}

type World = ReturnType<typeof begin>;

/**
 * A text that begins with `$` matches anything the first time, then the same value. The message may have more fields than the
 * pattern. Lists and objects within it are compared whole.
 */
function matches(value: Json | undefined, pattern: Json, variables: Map<string, unknown>): boolean {
  if (!value) return false;
  return Object.entries(pattern).every(([key, wanted]) => {
    if (typeof wanted !== "string" || !wanted.startsWith("$")) return isDeepStrictEqual(value[key], wanted);
    if (!variables.has(wanted)) variables.set(wanted, value[key]);
    return variables.get(wanted) === value[key];
  });
}

/** The number of checked sockets, and of checked messages of the last one. */
interface Progress {
  opened: number;
  checked: number;
  readonly variables: Map<string, unknown>;
}

/** Does one step; returns what was found for each expectation. */
async function runStep(step: Step, world: World, progress: Progress): Promise<Json> {
  const found: Json = {};
  const socket = world.sockets.at(-1)!;
  if (step.drop !== undefined) socket.drop(step.drop);
  if (step.refuse !== undefined) await world.refuse(step.refuse, step.retryAfter);
  if (step.pass !== undefined) world.pass(step.pass);
  if (step.say) {
    for (const message of step.say) {
      socket.onmessage?.({
        data: toText(message).replaceAll(/\$\w+/g, (name) => `${progress.variables.get(name) as string}`),
      });
    }
  }
  if (step.opened) {
    found["opened"] = world.sockets.length - progress.opened;
    progress.opened += 1;
    progress.checked = 0;
    if (step.opened !== true) found["protocol"] = socket.protocol === step.opened.protocol;
  }
  if (step.hears) {
    const { type, id } = (socket.received[progress.checked] ?? {}) as Json;
    if (type === "subscribe") progress.variables.set("$id", id);
    found["hears"] = matches(socket.received[progress.checked] as Json | undefined, step.hears, progress.variables);
    progress.checked += 1;
  }
  if (step.openedNothing) found["opened"] = world.sockets.length - progress.opened;
  if (step.hearsNothing) found["rest"] = socket.received.slice(progress.checked);
  if (step.command) void world.run.command(step.command);
  if (step.reports) found["reports"] = world.reported;
  if (step.status !== undefined) found["status"] = world.status();
  if (step.left === true) found["isOpen"] = socket.isOpen;
  if (typeof step.left === "number") found["left"] = socket.closedWith;
  if (step.ended) found["ended"] = world.ended();
  return found;
}

/** What `runStep` returns if all expectations of a step hold. */
function expectedOf({ opened, openedNothing, hears, hearsNothing, reports, status, left, ended }: Step): Json {
  return {
    ...(opened && { opened: 1 }),
    ...(typeof opened === "object" && { protocol: true }),
    ...(openedNothing && { opened: 0 }),
    ...(hears && { hears: true }),
    ...(hearsNothing && { rest: [] }),
    ...(reports && { reports }),
    ...(status !== undefined && { status }),
    ...(left === true && { isOpen: false }),
    ...(typeof left === "number" && { left }),
    ...(ended && { ended }),
  };
}

test.each(kit.cases)("$name", async ({ options = {}, steps }) => {
  const world = begin(options);
  const progress: Progress = { opened: 0, checked: 0, variables: new Map() };
  for (const step of steps) {
    const found = await runStep(step, world, progress);
    expect({ step, found }).toEqual({ step, found: expectedOf(step) });
  }
});
