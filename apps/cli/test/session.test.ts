import { connect } from "@epochal/client";
import type { StartedEvent, TrainingEvent } from "@epochal/stream/events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ENDLESS, epochal, start, temporaryFolder, waitForOutput } from "./harness/program.ts";
import { openTerminal } from "./harness/terminal.ts";

const token = "secret";
const LEFT = "\u001b[D";
const DOWN = "\u001b[B";
const ESCAPE = "\u001b";
const LEAVE_ALTERNATE_SCREEN = "\u001b[?1049l";

/** The epoch the progress line shows. */
function epochOn(screen: string): number {
  return Number(/\bep(?:och)? +(\d+)\/1000/.exec(screen)?.[1]);
}

interface RunHistory {
  readonly started: StartedEvent;
  /** The run's commands with their outcomes. */
  readonly commands: readonly string[];
  /** The last loss of each epoch. */
  readonly losses: ReadonlyMap<number, number>;
  /** The id of its branch. */
  readonly branch: string | undefined;
}

/** Stops a run and returns its history. */
async function stopRun(url: string, id: string): Promise<RunHistory> {
  const remote = connect(url, { token }).run(id);
  const commands: string[] = [];
  const losses = new Map<number, number>();
  let started: StartedEvent | undefined;
  let branch: string | undefined;
  for await (const event of remote as AsyncIterable<TrainingEvent>) {
    if (event.type === "started") {
      started = event;
      await remote.command({ type: "stop" });
    }
    if (event.type === "epoch") losses.set(event.epoch, event.loss);
    if (event.type !== "commanded") continue;
    const { command, outcome } = event;
    commands.push([command.type, ...Object.values(command).slice(1), outcome].join(" "));
    branch ??= event.branch;
  }
  return { started: started!, commands, losses, branch };
}

/** The id of the newest run. */
async function newestRun(url: string): Promise<string> {
  for await (const event of connect(url, { token }).run("latest") as AsyncIterable<TrainingEvent>) {
    if (event.type === "started") return event.run;
  }
  throw new Error("no run has begun");
}

test("the keys of a whole session reach the run as commands, in order", async () => {
  const server = start("serve", "--port", "0", ...ENDLESS, "--token", token);
  const url = await waitForOutput(server.child.stderr, /(ws:\/\/\S+) /);
  const session = openTerminal(["watch", url], { env: { EPOCHAL_TOKEN: token } });
  await session.until((screen) => epochOn(screen) >= 20);
  const id = await newestRun(url);
  session.press(" ");
  const paused = epochOn(await session.until((screen) => screen.includes("PAUSED")));
  session.press("s");
  await session.until((screen) => epochOn(screen) === paused + 1);
  session.press("]");
  await session.until((screen) => screen.includes("→ 0.02"));
  session.press("u");
  await session.until((screen) => screen.includes("lr back to 0.01"));

  // Looking back sends no command.
  session.press(LEFT);
  await session.until((screen) => screen.includes("◆") && screen.includes("Esc now"));
  session.press("g10\r");
  await session.until((screen) => / ep 10 {2}train \d/.test(screen));
  session.press("R");
  await session.until((screen) => epochOn(screen) === 10 && /rewound/.test(screen));
  session.press("?");
  await session.until((screen) => screen.includes("help, page 1"));
  session.press("?");
  session.press(":lr 0.004\r");
  await session.until((screen) => screen.includes("→ 0.004") && !screen.includes("help, page"));

  // A branch starts at the shown epoch and is listed beside the run; keys go to the run that is shown.
  session.press("g5\r");
  await session.until((screen) => / ep 5 {2}train \d/.test(screen));
  session.press("b");
  await session.until((screen) => screen.includes("runs (2)") && /B └ notebook @5/.test(screen));
  session.press("v");
  await session.until((screen) => /→ B └ notebook @5/.test(screen) && screen.includes("RUN") && epochOn(screen) > 10);
  session.press(" ");
  await session.until((screen) => /→ B/.test(screen) && screen.includes("PAUSED"));
  session.press("v");
  await session.until((screen) => /→ A notebook/.test(screen) && epochOn(screen) === 10);

  session.resize(40, 10);
  await session.until((screen) => screen.split("\n").every((line) => line.length <= 40) && screen.includes("PAUSED"));
  session.resize(120, 40);
  await session.until((screen) => screen.includes("neurons") && screen.includes("└"));
  session.press(ESCAPE);
  session.press("q");
  expect(await session.ended).toMatchObject({ exitCode: 0 });
  expect(session.written()).toContain(LEAVE_ALTERNATE_SCREEN);

  const run = await stopRun(url, id);
  expect(run.commands).toEqual([
    "pause applied",
    "step applied",
    "set 0.02 applied",
    "undo applied",
    "rewind 10 applied",
    "set 0.004 applied",
    `branch 5 ${run.branch} applied`,
    "stop applied",
  ]);
  const branch = await stopRun(url, run.branch!);
  expect(branch.commands).toEqual(["pause applied", "stop applied"]);
  expect(branch.started.from).toMatchObject({ run: id, epoch: 5 });
  const [first] = branch.losses.keys();
  expect(first).toBe(6);
  expect(branch.losses.get(6)).toBe(run.losses.get(6));
  server.child.kill("SIGTERM");
  expect((await server.ended).exitCode).toBe(0);
});

test("a report, a picture, a text and a table are exported from the keyboard, without overwriting files", async () => {
  const folder = temporaryFolder();
  const session = openTerminal(["--epochs", "30", "--speed", "0"], { columns: 200 });
  await session.until((screen) => screen.includes("DONE"));
  for (const name of ["run.html", "run.svg", "run.txt", "run.csv"]) {
    session.press(`:export ${join(folder, name)}\r`);
    await session.until((screen) => screen.includes(`written to ${join(folder, name)}`));
  }
  // The network of any epoch is recomputed, although the fast run emitted few snapshots.
  session.press("g15\r");
  await session.until((screen) => / ep 15 {2}train \d/.test(screen) && !screen.includes("fit of ep"));
  session.press(`:export ${join(folder, "run.txt")}\r`);
  await session.until((screen) => screen.includes("already exists"));
  // The command stays in the prompt.
  session.press(ESCAPE);
  await session.until((screen) => !screen.includes(":export"));
  session.press("q");
  await session.ended;
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  expect(read("run.html")).toMatch(/^<!doctype html>[\s\S]*<svg [\s\S]*<td>30<\/td>[\s\S]*<\/html>\n$/);
  expect(read("run.html")).not.toMatch(/<script|src=|href=/);
  expect(read("run.svg")).toMatch(/^<svg xmlns[\s\S]*<\/svg>\n$/);
  expect(read("run.txt")).toContain("30/30");
  expect(read("run.csv").split("\n")).toHaveLength(32);
  expect(existsSync(join(folder, "run.json"))).toBe(false);
});

/** Letters, digits and punctuation of all languages. */
const ONLY_WORDS = /^[\p{L}\p{M}\p{N}\p{P}\p{Zs}$+<=>^`|~\r\n]*$/u;

test("--reader prints plain sentences without boxes, braille, cursor moves or colour, also in a terminal", async () => {
  const { stdout, exitCode } = await epochal("--reader", "--epochs", "100", "--speed", "0");
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(ONLY_WORDS);
  expect(stdout).toContain("50 percent. Training, epoch 50 of 100, training loss");
  expect(stdout).toContain("Finished: 100 epochs");
  // The end of the first run is not leaving: the other seed is trained to its end.
  const seeds = await epochal("--reader", "--epochs", "100", "--speed", "0", "--seeds", "2");
  expect(seeds.stdout).toMatch(/^B notebook, seed 43 .* finished: 100 epochs( +lowest)?$/m);

  const session = openTerminal(["--reader", "--speed", "50"]);
  await session.until((screen) => screen.includes("10 percent"));
  session.press(" ");
  await session.until((screen) => screen.includes("Applied: paused at epoch"));
  session.press("w");
  await session.until((screen) => screen.includes("Paused at epoch"));
  session.press("p0.5\r");
  await session.until((screen) => /At x = 0\.5 the network predicts [\d.]+, give or take [\d.]+\./.test(screen));
  session.press(":lr 0.002\r");
  await session.until((screen) => screen.includes("Applied: lr 0.01 to 0.002"));
  session.press("q");
  await session.until((screen) => /Stop the training\? Enter: print the result\. d: discard it\./.test(screen));
  session.press("q");
  expect(await session.ended).toMatchObject({ exitCode: 0 });
  expect(session.written()).toMatch(ONLY_WORDS);
});

test("output of other code is shown and printed again after the dashboard closes; so is an error", async () => {
  const program = join(import.meta.dirname, "harness/prints.ts");
  const session = openTerminal([program], { file: process.execPath });
  await session.until((screen) => screen.includes("a stray print"));
  expect(session.screen().join("\n")).toContain("1 loss");
  session.press("x");
  expect(await session.ended).toMatchObject({ exitCode: 1 });
  const written = session.written();
  const after = written.slice(written.lastIndexOf(LEAVE_ALTERNATE_SCREEN));
  expect(after).toContain("a stray print");
  expect(after).toContain("Error: something broke");
});

test("two seeds are compared: side by side, one behind the other, and by their settings", async () => {
  const session = openTerminal(["--seeds", "2", "--speed", "0", "--epochs", "60"], { columns: 120, rows: 40 });
  await session.until((screen) => /→ A notebook /.test(screen) && /━ B notebook, seed 43/.test(screen));
  await session.until((screen) => /mean best loss of 2 seeds: \S+ ± \S+/.test(screen) && screen.includes("DONE"));
  session.press("v");
  await session.until((screen) => /→ B notebook, seed 43/.test(screen) && /━ A notebook /.test(screen));
  session.press("V");
  await session.until(
    (screen) => /A notebook .*DONE +finished: 60 epochs {2}seed 42/.test(screen) && /B notebook, seed 43/.test(screen),
  );
  session.press("q");
  expect(await session.ended).toMatchObject({ exitCode: 0 });
  const left = session.screen().join("\n");
  expect(left).toMatch(/^A notebook, seed 42 {2}best loss +[\d.]+ at epoch +59 {2}finished: 60 epochs( +lowest)?$/m);
  expect(left).toMatch(/^B notebook, seed 43 {2}best loss +[\d.]+ at epoch +59 {2}finished: 60 epochs( +lowest)?$/m);
  expect(left).toMatch(/^mean best loss of 2 seeds: \S+ ± \S+ \(mean/m);
});

test("keys typed while the command starts are not lost; an ended run runs again, trains on, and continues from any epoch", async () => {
  const store = join(temporaryFolder(), "runs.db");
  const session = openTerminal(["--epochs", "60", "--store", store], { columns: 120, rows: 40 });
  session.press(":speed 0\r");
  await session.until((screen) => /r run again/.test(screen) && screen.includes("60/60"));
  session.press("r");
  await session.until((screen) => /→ B notebook .*●/.test(screen));
  session.press(":speed 0\r");
  await session.until((screen) => /→ B notebook .*■/.test(screen));
  session.press("N");
  await session.until((screen) => /→ C notebook, seed 43 .*●/.test(screen) && screen.includes("/s"));
  session.press(":speed 0\r");
  await session.until((screen) => /→ C notebook, seed 43 .*■/.test(screen));
  session.press(" ");
  await session.until((screen) => /→ D └ notebook, seed 43 @60/.test(screen) && screen.includes("/120"));
  session.press(":speed 0\r");
  await session.until((screen) => /→ D /.test(screen) && screen.includes("120/120") && screen.includes("DONE"));
  session.press("g80\r");
  await session.until((screen) => / ep 80 {2}train \d/.test(screen));
  session.press("b");
  await session.until((screen) => /→ E └ notebook, seed 43 @80/.test(screen) && screen.includes("DONE"));
  session.press("q");
  expect(await session.ended).toMatchObject({ exitCode: 0 });
  const verified = await epochal("verify", store);
  expect([verified.exitCode, verified.stdout]).toEqual([0, expect.stringContaining("identical")]);
});

describe.each([
  { columns: 80, rows: 24, enlargeNetwork: "4" },
  { columns: 120, rows: 40, enlargeNetwork: "\t\t\t\t\r" },
])("by the keys alone, in a terminal of $columns by $rows", ({ enlargeNetwork, ...size }) => {
  test("a newcomer sees what is learned, reads a unit, compares seeds, runs one again, and is asked what to keep", async () => {
    const options = ["--data", "sine", "--hidden", "3", "--activation", "tanh", "--seeds", "2", "--epochs", "100000"];
    const session = openTerminal([...options, "--store", join(temporaryFolder(), "runs.db")], size);
    const first = await session.until((screen) => screen.includes("y = sin x from 200 points"));
    // It begins slowly, so that the first epochs can be seen.
    expect(first).toMatch(/ep(och)? +\d{1,4}\/100000/);
    session.press(" ");
    await session.until((screen) => screen.includes("PAUSED"));

    session.press(enlargeNetwork);
    await session.until((screen) => screen.includes("unit 1 of layer 1, tanh"));
    session.press(DOWN);
    const unit = await session.until((screen) => screen.includes("unit 2 of layer 1, tanh"));
    expectSumAndActivation(unit);

    session.press(ESCAPE);
    const both = await session.until((screen) => /→ A sine /.test(screen) && /━ B sine, seed 2 /.test(screen));
    expect(both).toContain("runs (2)");
    session.press(":stop\r");
    await session.until((screen) => /r run again/.test(screen));
    session.press("r");
    await session.until((screen) => /→ C sine/.test(screen));
    session.press("q");
    await session.until((screen) => screen.includes("Stop both trainings?  Enter save to runs.db  d discard"));
    session.press("d");
    expect(await session.ended).toMatchObject({ exitCode: 0 });
  });
});

/** The figures of a unit on the screen fit together: z = b + w·x, and a = tanh z. */
function expectSumAndActivation(screen: string): void {
  const numbers = (pattern: RegExp) =>
    pattern
      .exec(screen)!
      .slice(1)
      .map((text) => Number(text.replace(" ", "")));
  const [b, w, x] = numbers(/z = (-?[\d.]+) [^]*?([+-] ?[\d.]+)·\(?(-?[\d.]+)/);
  const [z, a] = numbers(/a = tanh\((-?[\d.]+)\) = (-?[\d.]+)/);
  expect(b! + w! * x!).toBeCloseTo(z!, 2);
  expect(Math.tanh(z!)).toBeCloseTo(a!, 3);
}

test.each([
  ["q", "stopped", 2],
  ["d", "discarded", 0],
])("%s ends all running trainings: they are %s", async (key, reason, kept) => {
  const store = join(temporaryFolder(), "runs.db");
  const session = openTerminal(["--seeds", "2", ...ENDLESS, "--store", store], { columns: 120, rows: 40 });
  await session.until((screen) => /→ A notebook /.test(screen) && /━ B notebook, seed 43/.test(screen));
  await session.until((screen) => epochOn(screen) > 5);
  session.press("q");
  await session.until((screen) => screen.includes("Stop both trainings?"));
  session.press(key);
  expect(await session.ended).toMatchObject({ exitCode: 0 });
  const left = session.screen().join("\n");
  expect(left).toMatch(new RegExp(`^A notebook, seed 42 .* ${reason} after \\d+ epochs( +lowest)?$`, "m"));
  expect(left).toMatch(new RegExp(`^B notebook, seed 43 .* ${reason} after \\d+ epochs( +lowest)?$`, "m"));
  const runs = JSON.parse((await epochal("runs", "list", store, "--json")).stdout) as { reason: string }[];
  expect(runs.map((run) => run.reason)).toEqual(Array.from({ length: kept }, () => reason));
});

test("leaving after the first run has ended stops its branch, which is stored as stopped", async () => {
  const store = join(temporaryFolder(), "runs.db");
  const session = openTerminal([...ENDLESS, "--store", store], { columns: 120, rows: 40 });
  await session.until((screen) => epochOn(screen) > 10);
  session.press("g5\r");
  await session.until((screen) => / ep 5 {2}train \d/.test(screen));
  session.press("b");
  await session.until((screen) => /B └ notebook @5/.test(screen));
  session.press(":stop\r");
  await session.until((screen) => / stopped after \d+/.test(screen));
  session.press("q");
  await session.until((screen) => screen.includes("Stop the training?"));
  session.press("q");
  expect(await session.ended).toMatchObject({ exitCode: 0 });
  expect(session.screen().join("\n")).toMatch(/^B └ notebook @5 .* stopped after \d+ epochs( +lowest)?$/m);
  const runs = JSON.parse((await epochal("runs", "list", store, "--json")).stdout) as { reason: string }[];
  expect(runs.map((run) => run.reason)).toEqual(["stopped", "stopped"]);
});
