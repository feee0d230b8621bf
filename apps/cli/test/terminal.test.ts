import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "@epochal/client";
import { lastValueFrom, toArray } from "rxjs";
import { describe, expect, test } from "vitest";
import {
  ENDLESS,
  epochal,
  examples,
  main,
  shellLine,
  start,
  temporaryFolder,
  waitForOutput,
} from "./harness/program.ts";
import { openTerminal, type Session } from "./harness/terminal.ts";

const LEAVE_ALTERNATE_SCREEN = "\u001b[?1049l";
const SHOW_CURSOR = "\u001b[?25h";
const HIDE_CURSOR = "\u001b[?25l";

/** The epoch the progress line shows. */
function epochOn(screen: string): number {
  return Number(/\bep +(\d+)\/1000/.exec(screen)?.[1]);
}

/** The training loss the metrics show. */
function lossOn(screen: string): number {
  return Number(/│ train +([\d.]+)/.exec(screen)?.[1]);
}

/** Waits until the run has begun, pauses it, and returns its epoch. */
async function pauseSomewhere(session: Session): Promise<number> {
  await session.until((screen) => epochOn(screen) >= 20);
  session.press(" ");
  return epochOn(await session.until((screen) => screen.includes("PAUSED")));
}

describe("epochal in a terminal of 80 by 24", () => {
  test("shows the loss falling and the fitted line", async () => {
    const session = openTerminal(["--speed", "500"]);
    const screen = await session.until((text) => text.includes("DONE") && epochOn(text) === 1000);
    // It was 41.5 before the first epoch.
    expect(lossOn(screen)).toBeLessThan(0.01);
    expect(screen).toMatch(/─ 1 loss \(mse\), log y .*─ 2 fit/);
    expect(screen).toMatch(/[⠁-⣿]{3}.*│.*[⠁-⣿]{3}/);
    expect(screen.split("\n").filter((line) => line.length > 80)).toEqual([]);
    session.press("q");
    expect(await session.ended).toMatchObject({ exitCode: 0 });
  });

  test("pauses, steps and changes the learning rate on keys, and leaves a summary behind", async () => {
    const session = openTerminal(ENDLESS);
    const paused = await pauseSomewhere(session);
    session.press("s");
    await session.until((screen) => epochOn(screen) === paused + 1);
    session.press("[");
    await session.until((screen) => screen.includes("lr 0.01 → 0.005"));
    session.press("]");
    await session.until((screen) => screen.includes("lr 0.005 → 0.01"));
    session.press("?");
    await session.until((screen) => screen.includes("help, page 1"));
    session.press("?");
    // An invalid input is reported and stays in the prompt.
    session.press("py = 1.5\r");
    await session.until((screen) => screen.includes('expected an input among x, got "y"'));
    session.press("\u007f".repeat(7) + "1.5\r");
    await session.until((screen) => /→ \d\.\d+ /.test(screen) && /x = 1\.5 [^]*outside the data/.test(screen));
    session.press(" ");
    await session.until((screen) => screen.includes("RUN") && epochOn(screen) > paused + 1);
    session.press("q");
    await session.until((screen) => screen.includes("Stop the training?"));
    session.press("q");
    expect(await session.ended).toMatchObject({ exitCode: 0 });
    const left = session.screen().join("\n");
    expect(left).toContain("notebook: 1-10-1 relu, 31 parameters, gradient descent");
    expect(left).toMatch(/stopped after \d+ epochs/);
    expect(left).toMatch(/Predicted value for input 1.5: \d\.\d+/);
    expect(session.written()).toContain(LEAVE_ALTERNATE_SCREEN);
  });

  test("keeps the model and exits with 130 on Ctrl-C", async () => {
    const session = openTerminal(ENDLESS);
    await pauseSomewhere(session);
    session.press("\u0003");
    expect(await session.ended).toMatchObject({ exitCode: 130 });
    expect(session.screen().join("\n")).toContain("Predicted value for input 1.5");
  });

  test("restores the terminal when it is terminated", async () => {
    const folder = temporaryFolder();
    const script = `cd ${folder}; stty -a > before; sh -c 'echo $$ > pid; exec "$0" "$1"' "${process.execPath}" "${main}"; code=$?; stty -a > after; exit $code`;
    const session = openTerminal(["-c", script], { file: "/bin/sh" });
    await session.until((screen) => epochOn(screen) >= 20);
    process.kill(Number(readFileSync(join(folder, "pid"), "utf8")), "SIGTERM");
    expect(await session.ended).toMatchObject({ exitCode: 143 });
    expect(readFileSync(join(folder, "after"), "utf8")).toBe(readFileSync(join(folder, "before"), "utf8"));
    const written = session.written();
    expect(written).toContain(LEAVE_ALTERNATE_SCREEN);
    expect(written.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(written.lastIndexOf(HIDE_CURSOR));
  });

  test("gives the terminal to the shell on Ctrl-Z, and redraws on fg", async () => {
    const folder = temporaryFolder();
    const session = openTerminal(["--norc", "--noprofile", "-i"], { file: "bash" });
    session.press(`cd ${folder}; PS1='ready>'; stty -a > before\r`);
    await session.until((screen) => /^ready>$/m.test(screen));
    session.press(`${shellLine(process.execPath, main)}\r`);
    await pauseSomewhere(session);
    session.press("\u001a");
    const shell = await session.until((screen) => screen.includes("Stopped") && /^ready>$/m.test(screen));
    expect(shell).not.toContain("loss (mse)");
    const written = session.written();
    expect(written.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(written.lastIndexOf(HIDE_CURSOR));
    session.press("stty -a > between; echo typed $((6 * 7))\r");
    await session.until((screen) => screen.includes("typed 42"));
    session.press("fg\r");
    await session.until((screen) => screen.includes("PAUSED") && screen.includes("loss (mse)"));
    session.press(" ");
    await session.until((screen) => screen.includes("RUN"));
    session.press("qq");
    await session.until((screen) => screen.includes("Predicted value") && screen.trimEnd().endsWith("ready>"));
    session.press("stty -a > after; exit\r");
    await session.ended;
    const settings = (when: string) => readFileSync(join(folder, when), "utf8");
    expect(settings("between")).toBe(settings("before"));
    expect(settings("after")).toBe(settings("before"));
  });

  test("follows resizes, and discards the run on d", async () => {
    const store = join(temporaryFolder(), "runs.db");
    const session = openTerminal(["--store", store, ...ENDLESS]);
    await pauseSomewhere(session);
    session.resize(120, 40);
    await session.until((screen) => screen.split("\n").some((line) => line.length > 100));
    session.resize(40, 10);
    await session.until((screen) => screen.split("\n").every((line) => line.length <= 40) && screen.includes("PAUSED"));
    session.press("q");
    await session.until((screen) => screen.includes(" Stop?  Enter save  d discard  Esc stay"));
    session.press("d");
    expect(await session.ended).toMatchObject({ exitCode: 0 });
    const left = session.screen().join("");
    expect(left).toMatch(/discarded after \d+ epochs/);
    expect(left).not.toContain("Predicted value");
    expect(left).not.toContain("recorded in");
    expect((await epochal("runs", "list", store, "--json")).stdout.trim()).toBe("[]");
  });

  test("writes no colour with NO_COLOR, but keys stay bold", async () => {
    const session = openTerminal(["--speed", "0"], { env: { NO_COLOR: "1" } });
    await session.until((screen) => screen.includes("DONE"));
    session.press("q");
    await session.ended;
    // oxlint-disable-next-line no-control-regex
    expect(session.written()).not.toMatch(/\u001b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7])[\d;]*m/);
    expect(session.written()).toContain("\u001b[0;1m");
  });

  test.each([
    [{ TERM: "linux" }, [], false],
    [{ LC_ALL: "C" }, [], false],
    [{ LC_ALL: "", LC_CTYPE: "", LANG: "de_DE.ISO-8859-1" }, [], false],
    [{ LC_ALL: "", LC_CTYPE: "en_GB.utf8", LANG: "C" }, [], true],
    [{ LC_ALL: "C" }, ["--no-ascii"], true],
    [{}, ["--ascii"], false],
  ])("with %j and %j braille is drawn: %s", async (env, args, isBraille) => {
    const session = openTerminal(["--speed", "0", "--epochs", "100", ...args], { env: env as Record<string, string> });
    await session.until((screen) => screen.includes("DONE"));
    session.press("q");
    await session.ended;
    expect(/[⠁-⣿]/.test(session.written())).toBe(isBraille);
  });

  test("draws a table's predictions against the actual values", async () => {
    const session = openTerminal(["train", join(examples, "cars.csv"), "--target", "mpg", "--epochs", "20"]);
    const screen = await session.until((text) => text.includes("DONE") && text.includes("predicted"));
    expect(screen).toContain("actual");
    session.press("q");
    expect(await session.ended).toMatchObject({ exitCode: 0 });
    // After the picture; the report may be longer than the screen.
    expect(session.written().split("\u001b[?1049l").at(-1)).toMatch(/finished: 20 epochs/);
  });

  test("shows a served run without a token, and cannot control it", async () => {
    const server = start("serve", "--port", "0", "--speed", "500");
    const url = await waitForOutput(server.child.stderr, /(ws:\/\/\S+) /);
    const session = openTerminal(["watch", url]);
    const screen = await session.until((text) => epochOn(text) >= 20);
    expect(screen).not.toMatch(/space pause/);
    session.press(" ");
    await session.until((text) => text.includes("to control runs, start the server with --token"));
    session.press("s");
    session.press("[");
    await session.until((text) => text.includes("DONE"));
    session.press("q");
    expect(await session.ended).toMatchObject({ exitCode: 0 });
    const events = await lastValueFrom(connect(url).run("latest").events$.pipe(toArray()));
    expect(events.filter(({ type }) => type === "commanded")).toEqual([]);
    server.child.kill("SIGTERM");
    expect((await server.ended).exitCode).toBe(0);
  });
});
