/** The client keeps to the protocol: each case of the conformance kit, against a server that says what the case says. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { connect, type WatchOptions } from "../src/index.ts";
import { createScriptedServer } from "./scripted-server.ts";

type Json = Record<string, unknown>;

/** What the server says: a word of the kit, or one made up from positions. */
type Saying =
  | string
  | { readonly message: Json }
  | { readonly subscribed: Json }
  | { readonly epochs: readonly [number, number]; readonly last?: number }
  | { readonly gap: readonly [number, number]; readonly reason?: string };

/** One of these in each step; see README.md of the kit. */
interface Step {
  readonly opened?: true | { readonly protocol: string };
  readonly openedNothing?: true;
  readonly say?: readonly Saying[];
  readonly hears?: Json;
  readonly hearsNothing?: true;
  readonly told?: readonly (number | readonly [number, number])[];
  readonly status?: string;
  readonly drop?: number;
  readonly pass?: number;
  readonly left?: true;
  readonly ended?: "complete" | "error";
}

interface Case {
  readonly name: string;
  readonly options?: WatchOptions;
  readonly steps: readonly Step[];
}

const path = new URL("../../protocol/conformance/client.json", import.meta.url);
const kit = JSON.parse(readFileSync(path, "utf8")) as { words: Record<string, Json>; cases: readonly Case[] };

function toMessage(saying: Saying): Json {
  if (typeof saying === "string") return kit.words[saying]!;
  if ("message" in saying) return saying.message;
  if ("subscribed" in saying) return { ...kit.words["subscribed"], ...saying.subscribed };
  if ("gap" in saying) {
    const [from, to] = saying.gap;
    const { reason = "sampled" } = saying;
    return { type: "gap", run: "run-1", from, to, reason, types: { epoch: to - from + 1 }, rollup: {} };
  }
  const [first, end] = saying.epochs;
  const column = Array.from({ length: end - first + 1 }, (_, i) => first + i);
  const columns = { loss: column, learningRate: column, gradientNorm: column };
  const chunk = { type: "epochs", seq: first, time: 0, epoch: first, ...columns };
  return { type: "events", run: "run-1", first, last: saying.last ?? end, chunk };
}

/** A client of a scripted server, and what it tells. */
function begin(options: WatchOptions) {
  const server = createScriptedServer();
  // The longest waits that it may take.
  const run = connect("ws://localhost:8080", { ...server, random: () => 1 - Number.EPSILON }).run("latest", options);
  const told: (number | readonly [number, number])[] = [];
  let status = "";
  let ended = "";
  run.status$.subscribe((now) => (status = now));
  run.gaps$.subscribe(({ from, to }) => told.push([from, to]));
  run.events$.subscribe({
    next: ({ seq }) => told.push(seq),
    error: () => (ended = "error"),
    complete: () => (ended = "complete"),
  });
  return { ...server, told, status: () => status, ended: () => ended };
}

type World = ReturnType<typeof begin>;

/** Texts that begin with `$` stand for what was there first; the client may say more than the pattern. */
function matches(value: Json | undefined, pattern: Json, variables: Map<string, unknown>): boolean {
  if (!value) return false;
  return Object.entries(pattern).every(([key, wanted]) => {
    if (typeof wanted !== "string" || !wanted.startsWith("$")) return value[key] === wanted;
    if (!variables.has(wanted)) variables.set(wanted, value[key]);
    return variables.get(wanted) === value[key];
  });
}

/** How many sockets have been taken note of, and of the last one how many messages. */
interface Progress {
  opened: number;
  heard: number;
  readonly variables: Map<string, unknown>;
}

/** Does one step; returns what is not as it says, if anything. */
function take(step: Step, world: World, progress: Progress): Json {
  const found: Json = {};
  const socket = world.sockets.at(-1)!;
  if (step.drop !== undefined) socket.drop(step.drop);
  if (step.pass !== undefined) world.pass(step.pass);
  if (step.say) {
    for (const saying of step.say) {
      const text = JSON.stringify(toMessage(saying));
      socket.onmessage?.({ data: text.replaceAll(/\$\w+/g, (name) => `${progress.variables.get(name) as string}`) });
    }
  }
  if (step.opened) {
    found["opened"] = world.sockets.length - progress.opened;
    progress.opened += 1;
    progress.heard = 0;
    if (step.opened !== true) found["protocol"] = socket.protocol === step.opened.protocol;
  }
  if (step.hears) {
    found["hears"] = matches(socket.received[progress.heard] as Json | undefined, step.hears, progress.variables);
    progress.heard += 1;
  }
  if (step.openedNothing) found["opened"] = world.sockets.length - progress.opened;
  if (step.hearsNothing) found["heard"] = socket.received.slice(progress.heard);
  if (step.told) found["told"] = world.told;
  if (step.status !== undefined) found["status"] = world.status();
  if (step.left) found["isOpen"] = socket.isOpen;
  if (step.ended) found["ended"] = world.ended();
  return found;
}

/** What `take` finds where all is as a step says. */
function wanted({ opened, openedNothing, hears, hearsNothing, told, status, left, ended }: Step): Json {
  return {
    ...(opened && { opened: 1 }),
    ...(typeof opened === "object" && { protocol: true }),
    ...(openedNothing && { opened: 0 }),
    ...(hears && { hears: true }),
    ...(hearsNothing && { heard: [] }),
    ...(told && { told }),
    ...(status !== undefined && { status }),
    ...(left && { isOpen: false }),
    ...(ended && { ended }),
  };
}

test.each(kit.cases)("$name", ({ options = {}, steps }) => {
  const world = begin(options);
  const progress: Progress = { opened: 0, heard: 0, variables: new Map() };
  for (const step of steps) {
    const found = take(step, world, progress);
    expect({ step, found }).toEqual({ step, found: wanted(step) });
  }
});
