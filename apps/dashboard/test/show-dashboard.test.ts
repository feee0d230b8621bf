import type { Command, TrainingEvent } from "@epochal/stream/events";
import { summarizeRun, type RunSource } from "@epochal/view";
import { lineRun } from "@epochal/view/story";
import { Subject } from "rxjs";
import { expect, test } from "vitest";
import type { DashboardOptions } from "../src/dashboard.ts";
import { showDashboard } from "../src/show-dashboard.ts";
import { createTerminal } from "./terminal.ts";

const ENTER = "\x1b[?1049h";
const LEAVE = "\x1b[?1049l";
const SHOW_CURSOR = "\x1b[?25h";
const HIDE_CURSOR = "\x1b[?25l";

function open(source: Partial<RunSource> = {}, options: DashboardOptions = {}) {
  const terminal = createTerminal();
  const events$ = new Subject<TrainingEvent>();
  const sent: Command[] = [];
  const { stdout, stdin } = terminal;
  const dashboard = showDashboard(
    { chunks$: events$, command: (command) => void sent.push(command), label: "this machine", ...source },
    { stdout, stdin, now: () => 0, ...options },
  );
  const play = (events: readonly TrainingEvent[]) => events.forEach((event) => events$.next(event));
  return { terminal, events$, sent, dashboard, play };
}

function expectRestored(terminal: ReturnType<typeof createTerminal>): void {
  const end = terminal.written.lastIndexOf(LEAVE);
  expect(end).toBeGreaterThan(terminal.written.lastIndexOf(ENTER));
  expect(terminal.written.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(end);
  expect(terminal.isRaw).toBe(false);
}

test("q leaves and restores the terminal; the outcome has every event, drawn or not", async () => {
  const { terminal, dashboard, play } = open();
  expect(terminal.written).toContain(ENTER);
  expect(terminal.isRaw).toBe(true);
  play(lineRun().train(7).events);
  terminal.type("qq");
  const { by, state } = await dashboard.finished;
  expect(by).toBe("quit");
  expect(state.epoch).toBe(7);
  expectRestored(terminal);
});

test("q asks before a training ends: Esc continues, d leaves and discards", async () => {
  const { terminal, dashboard, sent, play } = open();
  play(lineRun().train(7).events);
  await terminal.until((written) => written.includes("RUN"));
  terminal.type("q");
  await terminal.until((written) => written.includes("Stop the training?  Enter print the result"));
  expect(terminal.written).not.toContain(LEAVE);
  const end = terminal.written.length;
  terminal.type("\x1b");
  await terminal.until((written) => written.includes("space pause"), end);
  terminal.type("qd");
  expect((await dashboard.finished).by).toBe("discard");
  expect(sent).toEqual([]);
  expectRestored(terminal);
});

test("the exit prompt closes when the training ends by itself", async () => {
  const { terminal, dashboard, play } = open();
  const { events } = lineRun({ epochs: 9 }).train();
  play(events.slice(0, -1));
  await terminal.until((written) => written.includes("RUN"));
  terminal.type("q");
  await terminal.until((written) => written.includes("Stop the training?"));
  const end = terminal.written.length;
  play(events.slice(-1));
  await terminal.until((written) => written.includes("finished: 9 epochs"), end);
  terminal.type("q");
  expect((await dashboard.finished).state.finished?.reason).toBe("completed");
});

test("Ctrl-C interrupts and restores the terminal", async () => {
  const { terminal, dashboard } = open();
  terminal.type("\x03");
  expect((await dashboard.finished).by).toBe("interrupt");
  expectRestored(terminal);
});

test("close leaves, as a signal handler would, and may be called twice", async () => {
  const { terminal, dashboard } = open();
  dashboard.close();
  dashboard.close();
  expect((await dashboard.finished).by).toBe("end");
  expectRestored(terminal);
});

test("an error of the events is passed on after the terminal is restored", async () => {
  const { terminal, dashboard, events$ } = open();
  events$.error(new Error("the log is gone"));
  await expect(dashboard.finished).rejects.toThrow("the log is gone");
  expectRestored(terminal);
});

test("an error while drawing is passed on after the terminal is restored", async () => {
  const { terminal, dashboard, events$ } = open();
  events$.next({ ...lineRun().events[0]!, spec: undefined } as unknown as TrainingEvent);
  await expect(dashboard.finished).rejects.toThrow(TypeError);
  expectRestored(terminal);
});

test("a run that finishes stays on screen until the viewer leaves", async () => {
  const { terminal, dashboard, events$, play } = open();
  play(lineRun({ epochs: 5 }).train().events);
  events$.complete();
  await terminal.until((written) => written.includes("finished: 5 epochs"));
  expect(terminal.written).not.toContain(LEAVE);
  terminal.type("q");
  expect((await dashboard.finished).state.finished?.reason).toBe("completed");
});

test("leaving unsubscribes from the events", async () => {
  const { terminal, dashboard, events$ } = open();
  expect(events$.observed).toBe(true);
  terminal.type("q");
  await dashboard.finished;
  expect(events$.observed).toBe(false);
});

test("keys become commands, each based on what the ones before it requested", async () => {
  const { terminal, dashboard, sent, play } = open({}, { epochsPerSecond: 100 });
  play(lineRun().train(3).events);
  await terminal.until((written) => written.includes("RUN"));
  terminal.type(" sn[[]<<>");
  terminal.type("qq");
  await dashboard.finished;
  expect(sent).toEqual([
    { type: "pause" },
    { type: "step" },
    { type: "step", epochs: 10 },
    { type: "set", learningRate: 0.005 },
    { type: "set", learningRate: 0.0025 },
    { type: "set", learningRate: 0.005 },
    { type: "set", epochsPerSecond: 50 },
    { type: "set", epochsPerSecond: 25 },
    { type: "set", epochsPerSecond: 50 },
  ]);
});

test("a viewer without permission sends nothing", async () => {
  const terminal = createTerminal();
  const events$ = new Subject<TrainingEvent>();
  const { finished } = showDashboard({ chunks$: events$ }, { stdout: terminal.stdout, stdin: terminal.stdin });
  lineRun()
    .train(3)
    .events.forEach((event) => events$.next(event));
  await terminal.until((written) => written.includes("RUN"));
  expect(terminal.written).not.toContain("pause");
  terminal.type(" s[q");
  expect((await finished).by).toBe("quit");
});

test("a resized window is drawn again", async () => {
  const { terminal, dashboard, play } = open();
  play(lineRun().train(3).events);
  await terminal.until((written) => written.includes("RUN"));
  expect(terminal.written).not.toContain("residuals");
  terminal.resize(120, 40);
  await terminal.until((written) => written.includes("residuals"));
  terminal.type("qq");
  await dashboard.finished;
});

test("the state of the connection is shown as it changes", async () => {
  const status$ = new Subject<string>();
  const { terminal, dashboard, play } = open({ status$ });
  status$.next("live");
  play(lineRun().train(3).events);
  await terminal.until((written) => written.includes("RUN") && written.includes("live"));
  expect(terminal.written).not.toContain("LOST");
  status$.next("lost");
  await terminal.until((written) => written.includes("LOST") && written.includes("trying again"));
  const end = terminal.written.length;
  status$.next("live");
  await terminal.until((written) => written.includes("RUN"), end);
  terminal.type("qq");
  await dashboard.finished;
});

test("events that end without `finished` mean that the run was interrupted, and the outcome says so", async () => {
  const { terminal, dashboard, events$, play } = open();
  play(lineRun().train(7).events);
  events$.complete();
  await terminal.until((written) => written.includes("INTERRUPTED"));
  terminal.type("q");
  expect(summarizeRun((await dashboard.finished).state)).toContain("interrupted at epoch 7 of 1000");
});

test("y changes the axis of the losses and sends nothing", async () => {
  const { terminal, sent, dashboard, play } = open();
  play(lineRun().train(400).events);
  await terminal.until((written) => written.includes("log y"));
  terminal.type("y");
  // After a change of size every line is drawn again.
  terminal.resize(100, 24);
  await terminal.until((written) => /loss \(mse\) ─/.test(written));
  terminal.type("qq");
  await dashboard.finished;
  expect(sent).toEqual([]);
});

test("Ctrl-Z restores the terminal until the process continues, then draws again", async () => {
  const stopped = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const suspend = () => {
    stopped.resolve();
    return goOn.promise;
  };
  const { terminal, dashboard, play } = open({}, { suspend });
  play(lineRun().train(3).events);
  await terminal.until((written) => written.includes("RUN"));
  terminal.type("\x1a");
  await stopped.promise;
  expect(terminal.written.lastIndexOf(LEAVE)).toBeGreaterThan(terminal.written.lastIndexOf(ENTER));
  expect(terminal.written.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(terminal.written.lastIndexOf(HIDE_CURSOR));
  expect(terminal.isRaw).toBe(false);
  const end = terminal.written.length;
  goOn.resolve();
  await terminal.until((written) => written.includes(ENTER) && written.includes("RUN"), end);
  expect(terminal.isRaw).toBe(true);
  terminal.type("qq");
  expect((await dashboard.finished).by).toBe("quit");
  expectRestored(terminal);
});

test("a process that cannot be suspended ends the dashboard with the reason", async () => {
  const { terminal, dashboard } = open({}, { suspend: () => Promise.reject(new Error("no such signal")) });
  terminal.type("\x1a");
  await expect(dashboard.finished).rejects.toThrow("no such signal");
  expectRestored(terminal);
});

test("Ctrl with a letter is not the key of that letter", async () => {
  const { terminal, dashboard, sent, play } = open();
  play(lineRun().train(3).events);
  await terminal.until((written) => written.includes("RUN"));
  terminal.type("\x13\x11\x0e");
  terminal.type("qq");
  await dashboard.finished;
  expect(sent).toEqual([]);
});

test("a file name that failed stays in the prompt", async () => {
  const written: string[] = [];
  const writeFile = async (file: string) => {
    if (file.startsWith("/")) throw new Error("there is no such folder");
    written.push(file);
  };
  const { terminal, dashboard, play } = open({}, { writeFile });
  play(lineRun().train(3).events);
  await terminal.until((text) => text.includes("RUN"));
  terminal.type("e/a.csv\r");
  await terminal.until((text) => text.includes("there is no such folder"));
  terminal.type("\x15export b.csv\r");
  await terminal.until((text) => text.includes("written to b.csv"));
  terminal.type("e\r");
  await terminal.until((text) => text.includes("written to report.html"));
  expect(terminal.written).toContain("writing report.html");
  expect(written).toEqual(["b.csv", "report.html"]);
  terminal.type("qq");
  await dashboard.finished;
});

test("colours are drawn only if they are requested; bold stays", async () => {
  for (const [colour, expected] of [
    [false, false],
    [true, true],
  ] as const) {
    const { terminal, dashboard, play } = open({}, { colour });
    play(lineRun().train(3).events);
    await terminal.until((written) => written.includes("RUN"));
    terminal.type("qq");
    await dashboard.finished;
    expect(terminal.written).toContain("\x1b[0;1m");
    // oxlint-disable-next-line no-control-regex -- terminals receive it
    expect(/\x1b\[[\d;]*(?:3[0-8]|9[0-7])[\d;]*m/.test(terminal.written)).toBe(expected);
  }
});
