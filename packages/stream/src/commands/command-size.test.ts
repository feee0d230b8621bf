import { describe, expect, test } from "vitest";
import { createFakeClock } from "../../test/fake-clock.ts";
import { lineTraining } from "../../test/line.ts";
import type { Command, CommandedEvent } from "../events/index.ts";
import { replayRun } from "../replay.ts";
import { startRun } from "../run.ts";
import { boundCommand } from "./command-size.ts";

const { spec, data } = lineTraining();

function pausedRun() {
  const clock = createFakeClock();
  const run = startRun(spec, data, { id: "a", clock, onBranch: () => {} });
  run.command({ type: "pause" });
  return { clock, run };
}

/** The replies of a paused run, or of a replay of it. */
function replies(commands: readonly object[], isReplay = false): CommandedEvent[] {
  const { clock, run } = pausedRun();
  const target = isReplay ? replayRun(recordedChunks(), { clock }) : run;
  const events: CommandedEvent[] = [];
  for (const command of commands) target.command(command as Command);
  target.chunks$.subscribe((chunk) => chunk.type === "commanded" && events.push(chunk));
  return events;
}

function recordedChunks() {
  const { clock, run } = pausedRun();
  const chunks: Parameters<typeof replayRun>[0][number][] = [];
  run.command({ type: "stop" });
  clock.settle();
  run.chunks$.subscribe((chunk) => chunks.push(chunk));
  return chunks;
}

const long = "x".repeat(60_000);
const manyFields = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`field ${i}`, i]));

describe("a large command", () => {
  test.each([
    { type: long },
    { type: "set", [long]: 1 },
    { type: "set", learningRate: long },
    { type: "set", ...manyFields },
    { type: "checkpoint", name: long },
    { type: "checkpoint", name: "\u0001".repeat(60_000) },
    { type: "rewind", checkpoint: long },
    { type: "rewind", epoch: [long] },
    { type: "branch", run: long },
    { type: "branch", name: long },
    { type: "branch", checkpoint: long },
    { type: "resume", comment: long, list: Array.from({ length: 10_000 }, () => 0), ...manyFields },
  ])("is stored in bounded size, and refused if a field that counts is too large: %#", (command) => {
    for (const isReplay of [false, true]) {
      const reply = replies([command], isReplay).at(-1)!;
      expect(reply.outcome).toBe(command.type === "resume" && !isReplay ? "applied" : "refused");
      expect(JSON.stringify(reply).length).toBeLessThan(4000);
    }
  });

  test("keeps what a command of normal size has", () => {
    const command: Command = { type: "branch", epoch: 3, run: "b", name: "n".repeat(200) };
    expect(boundCommand(command)).toEqual(command);
    expect(replies([{ ...command, epoch: 0 }]).at(-1)).toMatchObject({ outcome: "applied", branch: "b" });
  });
});

test.each([
  { type: "checkpoint", name: "\ud800" },
  { type: "rewind", checkpoint: "a\udc00" },
  { type: "branch", run: "\ud800" },
  { type: "branch", name: "\ud801" },
  { type: "set", "\ud800": 1 },
  { type: "\ud800" },
])("a text that is not well-formed is refused, and not published: %o", (command) => {
  const { outcome, reason, ...reply } = replies([command]).at(-1)!;
  expect(outcome).toBe("refused");
  expect(reason!.isWellFormed()).toBe(true);
  expect(JSON.stringify(reply)).not.toContain(String.raw`\ud8`);
  expect(JSON.stringify(reply)).not.toContain(String.raw`\udc`);
});

test("a refusal lists a few of many checkpoints", () => {
  const names = Array.from({ length: 100 }, (_, i) => `${i} ${"n".repeat(50)}`);
  const checkpoints = names.map((name) => ({ type: "checkpoint", name }));
  const { reason } = replies([...checkpoints, { type: "rewind", checkpoint: "unknown" }]).at(-1)!;
  expect(reason).toContain('got "unknown": the newest of 100 are "95 n');
  expect(reason!.length).toBeLessThan(500);
});

test("a flood of refused commands has at most 200 events at once, and changes nothing", () => {
  for (const isReplay of [false, true]) {
    const flood = Array.from({ length: 10_000 }, (_, i) => ({ type: "checkpoint", name: `${i} ${long}` }));
    const events = replies([...flood, { type: "stop" }], isReplay);
    expect(events.filter(({ outcome }) => outcome === "refused")).toHaveLength(200);
    expect(events.at(-1)).toMatchObject({ command: { type: "stop" }, outcome: "applied" });
  }
});

test("commands beyond a thousand that wait are ignored", () => {
  const clock = createFakeClock();
  const run = startRun(spec, data, { clock });
  const outcomes: string[] = [];
  run.chunks$.subscribe((chunk) => {
    if (chunk.type === "started")
      for (let i = 0; i < 5000; i++) run.command({ type: "set", learningRate: 1 / (i + 1) });
    if (chunk.type === "commanded") outcomes.push(chunk.outcome);
  });
  clock.turn();
  expect(outcomes).toEqual(Array.from({ length: 1000 }, () => "applied"));
});

test.each(["", "x".repeat(65), "\ud800"])("a run needs a short, well-formed id, not %j", (id) => {
  expect(() => startRun(spec, data, { id })).toThrow(
    "startRun: expected an id of 1 to 64 characters of well-formed Unicode",
  );
});

test("the name of a run is cut to 200 well-formed characters", () => {
  const clock = createFakeClock();
  expect(startRun(spec, data, { clock, name: `\ud800${long}` }).name).toBe(`\ufffd${"x".repeat(198)}…`);
});
