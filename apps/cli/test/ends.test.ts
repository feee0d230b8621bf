import { execFileSync, spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import type { ModelJson } from "@epochal/core";
import { readLog, type RunRecord } from "@epochal/log";
import { describe, expect, onTestFinished, test } from "vitest";
import { epochal, main, shellLine, start, temporaryFolder, waitForOutput } from "./harness/program.ts";
import { openTerminal, type Session } from "./harness/terminal.ts";

const LEAVE_ALTERNATE_SCREEN = "\u001b[?1049l";
const ENDLESS = ["--speed", "1000", "--epochs", "1000000000"];

interface Started {
  readonly session: Session;
  readonly folder: string;
  readonly model: string;
  readonly store: string;
  readonly pid: () => number;
  readonly stderr: () => string;
}

/** Starts `epochal` under an interactive shell in a terminal, its errors in a file. */
async function startUnderShell(...args: string[]): Promise<Started> {
  const folder = temporaryFolder();
  return startSaving(join(folder, "model.json"), folder, ...args);
}

/** @param model the file to which the model is saved. */
async function startSaving(model: string, folder: string, ...args: string[]): Promise<Started> {
  const store = join(folder, "runs.db");
  const run = [process.execPath, main, ...ENDLESS, "--save", model, "--store", store, ...args];
  writeFileSync(join(folder, "run.sh"), `echo $$ > ${folder}/pid; exec ${shellLine(...run)} 2> ${folder}/err\n`);
  const session = openTerminal(["--norc", "--noprofile", "-i"], { file: "bash", env: { PS1: "ready>" } });
  session.press("PS1='ready>'\r");
  await session.until((screen) => /^ready>$/m.test(screen));
  session.press(`sh ${folder}/run.sh\r`);
  const pid = () => Number(readFileSync(join(folder, "pid"), "utf8"));
  onTestFinished(() => {
    if (existsSync(join(folder, "pid")) && isAlive(pid())) process.kill(pid(), "SIGKILL");
  });
  return { session, folder, model, store, pid, stderr: () => readFileSync(join(folder, "err"), "utf8") };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie waits only for its parent.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** One letter, as in proc(5): T is stopped. */
function processState(pid: number): string | undefined {
  return /^State:\s+(\w)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
}

async function eventually(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(isTrue).toBe(true);
}

async function expectOrderlyEnd({ model, store, pid, stderr }: Started): Promise<void> {
  await eventually(() => !isAlive(pid()));
  expect(stderr()).not.toContain("Error");
  const saved = JSON.parse(readFileSync(model, "utf8")) as ModelJson;
  expect(saved.format).toBe("epochal-model");
  const [run] = storedRuns(store);
  expect(run).toMatchObject({ status: "finished", reason: "stopped" });
}

function storedRuns(store: string): RunRecord[] {
  const reader = readLog(store);
  const runs = reader.runs();
  reader.close();
  return runs;
}

const isTraining = (screen: string) => /\bep +\d\d/.test(screen);

/** How far the training is when it is ended. */
const moments: Record<string, (session: Session) => Promise<unknown>> = {
  "at the first byte of the picture": (session) => eventually(() => session.written().includes("\u001b[?1049h")),
  "while it trains": (session) => session.until(isTraining),
  "in the exit prompt": async (session) => {
    await session.until(isTraining);
    session.press("q");
    await session.until((screen) => screen.includes("Stop the training?"));
  },
  "while it is paused, in the help": async (session) => {
    await session.until(isTraining);
    session.press(" ?");
    await session.until((screen) => screen.includes("help, page 1"));
  },
};

describe.each(Object.entries(moments))("%s", (_, reach) => {
  test("closing the window writes the model and the store", async () => {
    const started = await startUnderShell();
    await reach(started.session);
    started.session.close();
    await expectOrderlyEnd(started);
  });

  test.each([["SIGHUP", "SIGHUP"], ["SIGTERM", "SIGHUP", "SIGTERM"], ["SIGINT"], ["SIGQUIT"]])(
    "%s writes the model and the store, then restores the screen",
    async (...signals) => {
      const started = await startUnderShell();
      const { session } = started;
      await reach(session);
      for (const signal of signals) process.kill(started.pid(), signal);
      await expectOrderlyEnd(started);
      await session.until((screen) => screen.trimEnd().endsWith("ready>"));
      expect(session.written()).toContain(LEAVE_ALTERNATE_SCREEN);
      session.press("echo code $?\r");
      const codes: Record<string, number> = { SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGTERM: 143 };
      const screen = await session.until((text) => /^code \d+$/m.test(text));
      // The system delivers signals in any order.
      expect(signals.map((signal) => codes[signal])).toContain(Number(/^code (\d+)$/m.exec(screen)![1]));
    },
  );
});

test("closing the window ends --reader in the same way", async () => {
  const started = await startUnderShell("--reader");
  await started.session.until((screen) => screen.includes("Keys: w says the status"));
  started.session.close();
  await expectOrderlyEnd(started);
});

test.each([
  ["SIGHUP", "SIGHUP"],
  ["SIGTERM", "SIGHUP"],
])("%s while the model is written do not cut it", async (...signals) => {
  const folder = temporaryFolder();
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  const started = { ...(await startSaving(pipe, folder)), model: join(folder, "model.json") };
  const { session, pid, store } = started;
  await session.until(isTraining);
  process.kill(pid(), "SIGTERM");
  // The store is closed; the model waits for a reader.
  await eventually(() => storedRuns(store)[0]?.status === "finished");
  for (const signal of signals) process.kill(pid(), signal);
  expect(isAlive(pid())).toBe(true);
  execFileSync("sh", ["-c", `cat ${pipe} > ${started.model}`]);
  await expectOrderlyEnd(started);
});

test("a terminal that takes no more holds up only the picture", async () => {
  const started = await startUnderShell();
  const { session, store, pid } = started;
  await session.until(isTraining);
  const before = storedRuns(store)[0]!.epoch;
  session.stopReading();
  // Far more than the frames that a terminal's buffer takes.
  await eventually(() => storedRuns(store)[0]!.epoch > before + 4000);
  process.kill(pid(), "SIGTERM");
  await expectOrderlyEnd(started);
});

test("after Ctrl-Z and bg it trains on, and fg draws it", async () => {
  const started = await startUnderShell();
  const { session, store, pid } = started;
  await session.until(isTraining);
  session.press("\u001a");
  await session.until((screen) => screen.includes("Stopped") && screen.trimEnd().endsWith("ready>"));
  session.press("bg\r");
  const before = storedRuns(store)[0]!.epoch;
  await eventually(() => storedRuns(store)[0]!.epoch > before + 1000);
  session.press("echo typed $((6 * 7))\r");
  const shell = await session.until((screen) => /^typed 42$/m.test(screen) && screen.trimEnd().endsWith("ready>"));
  // The keys were for the shell: the job that reads no terminal is not stopped for them.
  expect(processState(pid())).toMatch(/[RS]/);
  expect(shell).not.toContain("loss (mse)");
  session.press("fg\r");
  await session.until((screen) => screen.includes("loss (mse)") && isTraining(screen));
  session.press("qq");
  await session.until((screen) => screen.includes("Predicted value") && screen.trimEnd().endsWith("ready>"));
  await expectOrderlyEnd(started);
});

test("SIGTERM in the background writes the model and the store", async () => {
  const started = await startUnderShell();
  const { session, pid } = started;
  await session.until(isTraining);
  session.press("\u001a");
  await session.until((screen) => screen.includes("Stopped") && screen.trimEnd().endsWith("ready>"));
  session.press("bg\r");
  await session.until((screen) => / &$/m.test(screen));
  process.kill(pid(), "SIGTERM");
  await expectOrderlyEnd(started);
});

test("a shell that exits ends its run in the background, and nothing is drawn", async () => {
  const started = await startUnderShell();
  const { session } = started;
  await session.until(isTraining);
  session.press("\u001a");
  await session.until((screen) => screen.includes("Stopped") && screen.trimEnd().endsWith("ready>"));
  session.press("bg\r");
  await session.until((screen) => / &$/m.test(screen));
  session.press("exit\r");
  await expectOrderlyEnd(started);
  expect(session.written().split("\u001b[?1049h").length).toBe(2);
});

test("a start in the background prints lines instead of a picture", async () => {
  const session = openTerminal(["--norc", "--noprofile", "-i"], { file: "bash" });
  session.press(`PS1='ready>'; ${shellLine(process.execPath, main)} --epochs 200 --speed 0 &\r`);
  await session.until((screen) => screen.includes("Predicted value"));
  expect(session.written()).not.toContain("\u001b[?1049h");
});

describe("under nohup", () => {
  /** Starts `epochal` under nohup; resolves to its pid when its output matches. */
  async function startUnderNohup(
    args: string[],
    ready: RegExp,
  ): Promise<{ pid: number; read: (name: string) => string }> {
    const folder = temporaryFolder();
    const script = `cd ${folder}; nohup "$@" > out 2>&1 & echo $! > pid; wait $!; echo $? > code`;
    const shell = spawn("bash", ["-c", script, "bash", process.execPath, main, ...args]);
    onTestFinished(() => void shell.kill("SIGKILL"));
    const read = (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : "");
    await eventually(() => ready.test(read("out")));
    return { pid: Number(read("pid")), read };
  }

  test("a training outlives the hangup", async () => {
    const { pid, read } = await startUnderNohup(ENDLESS, /Epoch 0/);
    for (const signal of ["SIGHUP", "SIGHUP", "SIGTERM"]) process.kill(pid, signal);
    await eventually(() => read("code") !== "");
    // After a hangup that counts it would be 129.
    expect(read("code").trim()).toBe("143");
  });

  test("a training outlives the hangup if the shell leaves no trace of nohup but its input", async () => {
    const folder = temporaryFolder();
    const command = `cd ${folder}; nohup env -u _ "$@" >out 2>&1; echo code $?`;
    const session = openTerminal(["-c", command, "bash", process.execPath, main, ...ENDLESS], { file: "bash" });
    const read = () => (existsSync(join(folder, "out")) ? readFileSync(join(folder, "out"), "utf8") : "");
    await eventually(() => /Epoch 0/.test(read()));
    const shell = String(session.pid);
    const pid = Number(readFileSync(`/proc/${shell}/task/${shell}/children`, "utf8"));
    for (const signal of ["SIGHUP", "SIGTERM"]) process.kill(pid, signal);
    expect(await session.until((screen) => /^code \d+$/m.test(screen))).toContain("code 143");
  });

  test("a training outlives the hangup if the program that has started it ignores hangups", async () => {
    const folder = temporaryFolder();
    // It has no shell, and no nohup: Python's Popen leaves the signals as they are.
    const program = "import signal, subprocess, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); child = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=open(sys.argv[1], 'w')); print(child.pid, flush=True); print(child.wait(), flush=True)"; // prettier-ignore
    const python = spawn("python3", ["-c", program, join(folder, "out"), process.execPath, main, ...ENDLESS]);
    onTestFinished(() => void python.kill("SIGKILL"));
    let printed = "";
    python.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
    await eventually(
      () => existsSync(join(folder, "out")) && /Epoch 0/.test(readFileSync(join(folder, "out"), "utf8")),
    );
    const pid = Number(printed);
    for (const signal of ["SIGHUP", "SIGTERM"]) process.kill(pid, signal);
    await eventually(() => printed.split("\n").length > 2);
    expect(printed.split("\n")[1]).toBe("143");
  });

  test("a server outlives the hangup", async () => {
    const { pid, read } = await startUnderNohup(["serve", "--port", "0", ...ENDLESS], /serving/);
    process.kill(pid, "SIGHUP");
    const url = /ws(:\/\/\S+) /.exec(read("out"))![1];
    for (let i = 0; i < 20; i++) expect((await fetch(`http${url}/healthz`)).status).toBe(200);
    process.kill(pid, "SIGTERM");
    await eventually(() => read("code") !== "");
    expect(read("code").trim()).toBe("0");
  });
});

test.each(["SIGQUIT", "SIGUSR2", "SIGALRM", "SIGVTALRM", "SIGXCPU", "SIGPWR"] as const)(
  "%s writes the model of a run without a terminal",
  async (signal) => {
    const model = join(temporaryFolder(), "model.json");
    const { child, ended } = start(...ENDLESS, "--save", model);
    await waitForOutput(child.stdout, /Epoch 100,/);
    child.kill(signal);
    expect((await ended).exitCode).toBe(128 + constants.signals[signal]);
    expect((JSON.parse(readFileSync(model, "utf8")) as ModelJson).format).toBe("epochal-model");
  },
);

test("a signal that the program ignores which has started the run does not end it", async () => {
  const program = "import signal, subprocess, sys; signal.signal(signal.SIGUSR2, signal.SIG_IGN); sys.exit(subprocess.call(sys.argv[1:]))"; // prettier-ignore
  const python = spawn("python3", ["-c", program, process.execPath, main, ...ENDLESS]);
  onTestFinished(() => void python.kill("SIGKILL"));
  const ended = new Promise((resolve) => python.on("exit", resolve));
  await waitForOutput(python.stdout, /Epoch 0,/);
  const pid = Number(readFileSync(`/proc/${python.pid}/task/${python.pid}/children`, "utf8"));
  for (const signal of ["SIGUSR2", "SIGTERM"] as const) process.kill(pid, signal);
  expect(await ended).toBe(143);
});

test("a signal that a module loaded before handles does not end a run", async () => {
  const handles = "data:text/javascript,process.on('SIGUSR2',()=>console.error('handled'))";
  const child = spawn(process.execPath, ["--import", handles, main, ...ENDLESS]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = new Promise((resolve) => child.on("exit", resolve));
  await waitForOutput(child.stdout, /Epoch 0,/);
  child.kill("SIGUSR2");
  await waitForOutput(child.stderr, /handled/);
  child.kill("SIGTERM");
  expect(await ended).toBe(143);
});

test.each([["--version"], ["manual"], ["completion", "bash"]])(
  "an output that cannot be written is a failure, also after the last line: %s",
  (...args) => {
    const full = openSync("/dev/full", "w");
    onTestFinished(() => closeSync(full));
    const { stderr, status } = spawnSync(process.execPath, [main, ...args], {
      stdio: ["ignore", full, "pipe"],
      encoding: "utf8",
    });
    expect(stderr).toBe("epochal: cannot write to standard output: ENOSPC: no space left on device, write\n");
    expect(status).toBe(1);
  },
);

test("a full disk is reported; what can be written is", async () => {
  const checkpoint = join(temporaryFolder(), "run.json");
  const { stderr, exitCode } = await epochal("--epochs", "10", "--save", "/dev/full", "--checkpoint", checkpoint);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/\/dev\/full: the model cannot be written: ENOSPC/);
  expect(stderr).toContain("checkpoint saved to");
  expect(existsSync(checkpoint)).toBe(true);
});

test("a store that may not grow is one line, and the model is written", () => {
  const [store, model] = ["runs.db", "model.json"].map((name) => join(temporaryFolder(), name)) as [string, string];
  const run = shellLine(process.execPath, main, "--epochs", "300", "--store", store, "--save", model);
  const { stderr, status } = spawnSync("bash", ["-c", `ulimit -f 58; ${run}`], { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^epochal: expected the store at .*runs\.db to be writable, got: /m);
  expect(existsSync(model)).toBe(true);
});

test("a run that nothing reads any more is stopped, and the line on its model says so", () => {
  const model = join(temporaryFolder(), "model.json");
  const run = shellLine(process.execPath, main, ...ENDLESS, "--every", "1", "--save", model);
  const script = `${run} | head -1; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
  expect(stdout).toMatch(/^Epoch 0, .*\n0\n$/);
  expect(stderr).toMatch(/^epochal: stopped after \d+ epochs?(; .*)?; model saved to .*model\.json; to use it: /m);
  expect(existsSync(model)).toBe(true);
});
