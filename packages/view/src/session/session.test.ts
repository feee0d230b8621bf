import type { Command, TrainingEvent } from "@epochal/stream/events";
import { interval, map, Subject, take } from "rxjs";
import { TestScheduler } from "rxjs/testing";
import { expect, test } from "vitest";
import { lineRun } from "../../test/story.ts";
import { currentExitPrompt } from "../control/exit-prompt.ts";
import { handlePromptKey } from "../control/prompt.ts";
import type { AnotherRun, RunSource } from "./run-source.ts";
import { createSession } from "./create-session.ts";
import type { SessionOptions } from "./running-session.ts";
import { driveSession } from "./session.ts";

/** A session that is up to date after every event, and a run that takes commands but does not reply. */
function open(source: Partial<RunSource> = {}, options: SessionOptions = {}, epochs = 30) {
  const events$ = new Subject<TrainingEvent>();
  const sent: Command[] = [];
  const session = createSession([{ chunks$: events$, command: (command) => void sent.push(command), ...source }], {
    refreshMs: 0,
    now: () => 0,
    ...options,
  });
  session.start();
  const story = lineRun();
  if (epochs > 0) story.train(epochs);
  let played = 0;
  /** Emits the events that were added to the story. */
  const play = () => {
    for (const event of story.events.slice(played)) events$.next(event);
    played = story.events.length;
  };
  if (epochs > 0) play();
  return { session, story, play, sent, events$ };
}

test("a requested learning rate counts until the run replies, then the reply does", () => {
  const { session, story, play, sent } = open();
  session.press("[");
  session.press("[");
  expect(sent).toEqual([
    { type: "set", learningRate: 0.005 },
    { type: "set", learningRate: 0.0025 },
  ]);
  expect(session.view.learningRate).toBe(0.0025);
  story.train(3);
  play();
  expect(session.view.learningRate).toBe(0.0025);
  story.command({ type: "set", learningRate: 0.0025 }, "too low");
  play();
  expect(session.view.learningRate).toBe(0.01);
  expect(session.view.message).toMatchObject({ kind: "refused" });
});

test("a requested pace counts after the reply to an earlier one", () => {
  const { session, story, play, sent } = open({}, { epochsPerSecond: 100 });
  session.press("<");
  story.command({ type: "set", epochsPerSecond: 50 });
  play();
  expect(session.view.epochsPerSecond).toBe(50);
  session.press("<");
  session.press("<");
  expect(sent.slice(1)).toEqual([
    { type: "set", epochsPerSecond: 25 },
    { type: "set", epochsPerSecond: 13 },
  ]);
});

test("a pause counts as requested until the run replies", () => {
  const { session, story, play } = open();
  session.press(" ");
  expect(session.view.isPauseRequested).toBe(true);
  story.command({ type: "pause" });
  play();
  expect(session.view).toMatchObject({ isPauseRequested: false, state: { phase: "paused" } });
});

test("a rewind resets the cursor if its epoch no longer exists", () => {
  const { session, events$, story } = open();
  session.act({ type: "settings", change: { cursor: 20 } });
  const { seq, time } = story.events.at(-1)!;
  const command = { type: "rewind", epoch: 10 } as const;
  events$.next({ seq: seq + 1, time, type: "commanded", command, outcome: "applied", epoch: 10, step: 10 });
  expect(session.view.settings.cursor).toBeUndefined();
});

test("a frozen view keeps still and catches up when it is released", () => {
  const { session, story, play } = open();
  session.press("f");
  story.train(5);
  play();
  expect(session.view.state.epoch).toBe(30);
  session.press("f");
  expect(session.view.state.epoch).toBe(35);
});

test("a command that does not reach the run says so", async () => {
  const { session } = open({ command: () => Promise.reject(new Error("the server is gone")) });
  session.press(" ");
  await expect.poll(() => session.view.message).toEqual({ kind: "undelivered", reason: "the server is gone" });
});

test("a resting cursor shows the exact state, however many keys are pressed meanwhile", async () => {
  const asked: number[] = [];
  const { session, story } = open({
    stateAt: (epoch) => {
      asked.push(epoch);
      return { ...story.state.snapshot!, epoch };
    },
  });
  for (const key of ["left", "left", "m", "m"]) session.press(key);
  await expect.poll(() => session.view.exactSnapshot?.epoch).toBe(28);
  expect(asked).toEqual([28]);
  session.close();
});

test("keys pressed before the first event take effect with it; leaving does not wait", () => {
  const { session, story, events$, sent } = open({}, {}, 0);
  for (const key of ["[", "m"]) session.press(key);
  expect([sent, session.view.settings.smoothing]).toEqual([[], 0]);
  for (const event of story.events) events$.next(event);
  expect(sent).toEqual([{ type: "set", learningRate: 0.005 }]);
  const waiting = open({}, {}, 0);
  waiting.session.press("q");
  expect(waiting.session.outcome).toMatchObject({ by: "quit" });
});

test("a model that is saved nowhere is asked for before its training ends", () => {
  const own = { startAnother: () => ({ chunks$: new Subject<TrainingEvent>() }) };
  const exportView = () => Promise.resolve();
  const { session, sent } = open(own, { exportView });
  for (const key of ["q", "s"]) session.press(key);
  expect(sent).toEqual([{ type: "stop" }]);
  expect(session.view.settings).toMatchObject({ prompt: "export ", suggestion: "model.json" });
  const saving = open({ ...own, savesTo: "net.json" }, { exportView }).session;
  saving.press("q");
  expect(currentExitPrompt(saving.view)!.choices.map(({ label }) => label)).toEqual([
    "save to net.json",
    "discard it",
    "continue",
  ]);
});

test("another run of an ended one is added, selected and followed; a failure to start it is said", async () => {
  const asked: AnotherRun[] = [];
  const second$ = new Subject<TrainingEvent>();
  const { session, story, play } = open({
    startAnother: (how) => {
      asked.push(how);
      if (asked.length > 1) throw new Error("no room");
      return { chunks$: second$ };
    },
  });
  story.train();
  play();
  session.press("r");
  await expect.poll(() => session.view.run).toBe(1);
  second$.next(lineRun().events[0]!);
  expect(session.view).toMatchObject({ runCount: 2, state: { phase: "running", epoch: 0 } });
  session.act({ type: "selectRun", run: 0 });
  session.press("N");
  await expect.poll(() => session.view.message).toEqual({ kind: "rejected", text: "no room" });
  expect(asked).toEqual([
    { kind: "again", seed: "same" },
    { kind: "again", seed: "next" },
  ]);
});

test("views end when the viewer leaves, and the outcome has every run", () => {
  const { session } = open();
  let isComplete = false;
  session.view$.subscribe({ complete: () => (isComplete = true) });
  session.press("q");
  expect(session.view.settings.isExitPromptOpen).toBe(true);
  session.press("d");
  expect(isComplete).toBe(true);
  expect(session.outcome).toMatchObject({ by: "discard", states: [{ epoch: 30 }] });
});

test("views fail with the error of the events", () => {
  const { session, events$ } = open();
  let failure: unknown;
  session.view$.subscribe({ error: (error: unknown) => (failure = error) });
  events$.error(new Error("the log is gone"));
  expect(failure).toEqual(new Error("the log is gone"));
  expect(session.outcome).toBeUndefined();
});

test("a thousand events a second change the view at most eleven times, the last event among them", () => {
  const { events } = lineRun().train(1000);
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run(({ flush }) => {
    const events$ = interval(1).pipe(
      map((i) => events[i]!),
      take(1000),
    );
    const session = createSession([{ chunks$: events$ }], { now: () => 0 });
    const epochs: number[] = [];
    session.view$.subscribe(({ state, sinceLastEventMs }) => {
      if (sinceLastEventMs === 0 && epochs.at(-1) !== state.epoch) epochs.push(state.epoch);
    });
    session.start();
    scheduler.schedule(() => session.close(), 1500);
    flush();
    expect(epochs.length).toBeGreaterThan(8);
    expect(epochs.length).toBeLessThanOrEqual(12);
    expect(epochs.at(-1)).toBe(session.outcome!.state.epoch);
  });
});

function openLazily() {
  const { promise, resolve, reject } = Promise.withResolvers<typeof handlePromptKey>();
  const events$ = new Subject<TrainingEvent>();
  const sent: Command[] = [];
  let loads = 0;
  const session = driveSession(
    [{ chunks$: events$, command: (command) => void sent.push(command) }],
    () => {
      loads += 1;
      return promise;
    },
    { refreshMs: 0, now: () => 0 },
  );
  session.start();
  for (const event of lineRun().train(30).events) events$.next(event);
  const type = (text: string) => Array.from(text, (key) => session.press(key === "\n" ? "return" : key));
  return { session, sent, type, resolve, reject, loads: () => loads };
}

test("what is typed while the commands load takes effect in its order once they are loaded", async () => {
  const { session, sent, type, resolve, loads } = openLazily();
  type(" ");
  expect([sent, loads()]).toEqual([[{ type: "pause" }], 0]);
  type(":lr 0.5\n:speed 20\n");
  expect([session.view.settings.prompt, sent.length, loads()]).toEqual(["", 1, 1]);
  resolve(handlePromptKey);
  await Promise.resolve();
  expect(sent.slice(1)).toEqual([
    { type: "set", learningRate: 0.5 },
    { type: "set", epochsPerSecond: 20 },
  ]);
  type(":lr 0.25\n");
  expect([sent.at(-1), loads()]).toEqual([{ type: "set", learningRate: 0.25 }, 1]);
});

test("commands that cannot be loaded close the prompt with the reason, and are loaded again the next time", async () => {
  const { session, sent, type, reject, loads } = openLazily();
  type(":stop\n");
  reject(new Error("try again"));
  await new Promise(setImmediate);
  expect(session.view.settings.prompt).toBeUndefined();
  expect(session.view.message).toEqual({ kind: "rejected", text: "try again" });
  type(":");
  expect([sent, loads()]).toEqual([[], 2]);
});
