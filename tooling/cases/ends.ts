/** Whatever ends a training, what it has learned is kept; and a hangup that the parent ignores ends nothing. */
import { existsSync, readFileSync } from "node:fs";
import type { Case } from "./case.ts";
import { expectThat, isAlive, main, until, type Program, type Scene } from "./scene.ts";

const ENDLESS = ["--epochs", "100000000"];
const endsTest = (title: string) => `apps/cli/test/ends.test.ts: ${title}`;

/** Closes the window of an interactive shell in which `epochal` is running. */
async function closeWindow(scene: Scene, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const terminal = scene.terminal(["--norc", "--noprofile", "-i"], { file: "bash", env });
  const command = [process.execPath, main, "--speed", "500", ...ENDLESS, "--save", "model.json", ...args];
  terminal.type(`echo $$ >shell; ${command.map((word) => `'${word}'`).join(" ")} 2>errors\r`);
  const isTraining = () => /\bep(?:och)? +\d\d|Epoch [1-9]|Keys: w says/.test(terminal.screen());
  await until("a training", 60_000, isTraining);
  const shell = readFileSync(`${scene.folder}/shell`, "utf8").trim();
  const pid = Number(readFileSync(`/proc/${shell}/task/${shell}/children`, "utf8").trim().split(" ")[0]);
  terminal.close();
  await until("an end of the training", 60_000, () => !isAlive(pid));
  const errors = readFileSync(`${scene.folder}/errors`, "utf8");
  expectThat(existsSync(`${scene.folder}/model.json`), `the model is lost: ${errors}`);
  expectThat(!/Error|\n {4}at /.test(errors), `a stack trace: ${errors}`);
}

const windows: readonly (readonly [string, readonly string[], NodeJS.ProcessEnv])[] = [
  ["a picture", [], {}],
  ["a picture and a store", ["--store", "runs.db"], {}],
  ["--reader", ["--reader"], {}],
  ["lines", [], { TERM: "dumb" }],
];

const closed: readonly Case[] = windows.map(([what, args, env]) => ({
  name: `window closed: ${what}`,
  right: "the model is saved, and no stack trace is printed",
  needs: ["linux"],
  tests: [
    endsTest(
      args[0] === "--reader"
        ? "closing the window ends --reader in the same way"
        : "closing the window writes the model and the store",
    ),
  ],
  run: (scene) => closeWindow(scene, args, env),
}));

/** Starts `epochal` under nohup in the background of a shell; `pid` is that of `epochal`. */
async function startUnderNohup(scene: Scene, args: readonly string[]): Promise<Program> {
  const script = 'nohup "$@" & echo $! >pid; wait $!';
  const program = scene.start("bash", ["-c", script, "bash", process.execPath, main, ...args]);
  const read = () => existsSync(`${scene.folder}/pid`) && readFileSync(`${scene.folder}/pid`, "utf8").trim();
  return { ...program, pid: Number(await until("a process", 60_000, read)) };
}

const nohupTraining: Case = {
  name: "nohup: a training",
  right: "a hangup that was ignored at the start ends nothing",
  tests: [endsTest("a training outlives the hangup")],
  async run(scene) {
    const args = ["--speed", "1000", "--every", "100", ...ENDLESS, "--save", "model.json"];
    const { pid, stdout, ended } = await startUnderNohup(scene, args);
    await until("a training", 60_000, () => stdout().includes("Epoch 100,"));
    process.kill(pid, "SIGHUP");
    process.kill(pid, "SIGHUP");
    const before = stdout().length;
    await until("further lines after the hangup", 60_000, () => stdout().length > before + 200);
    process.kill(pid, "SIGTERM");
    const code = await ended;
    expectThat(code === 143, `expected exit code 143 after SIGTERM, got ${code}`);
    expectThat(existsSync(`${scene.folder}/model.json`), "the model is lost");
  },
};

const nohupServer: Case = {
  name: "nohup: a server",
  right: "a hangup that was ignored at the start ends nothing",
  tests: [endsTest("a server outlives the hangup")],
  async run(scene) {
    const server = await startUnderNohup(scene, ["serve", "--port", "0", ...ENDLESS]);
    const printed = () => server.stdout() + server.stderr();
    const port = await until("a server", 60_000, () => /127\.0\.0\.1:(\d+)/.exec(printed())?.[1]);
    process.kill(server.pid, "SIGHUP");
    for (let i = 0; i < 20; i++) {
      const { status } = await fetch(`http://127.0.0.1:${port}/healthz`);
      expectThat(status === 200, `expected 200 after the hangup, got ${status}`);
    }
    process.kill(server.pid, "SIGTERM");
    const code = await server.ended;
    expectThat(code === 0, `expected exit code 0 after SIGTERM, got ${code}`);
  },
};

const stalled: Case = {
  name: "a terminal that takes no more",
  right: "training and store continue; SIGTERM ends the training, and the model is saved",
  tests: [endsTest("a terminal that takes no more holds up only the picture")],
  async run(scene) {
    const terminal = scene.terminal(["--speed", "2000", ...ENDLESS, "--save", "model.json", "--store", "runs.db"]);
    await until("a training", 60_000, () => /\bep(?:och)? +\d\d/.test(terminal.screen()));
    terminal.stopReading();
    const before = await storedEpoch(scene);
    await until("4000 further epochs in the store", 60_000, async () => (await storedEpoch(scene)) > before + 4000);
    const startMs = performance.now();
    process.kill(terminal.pid, "SIGTERM");
    await until(
      "an end after SIGTERM",
      20_000,
      () => existsSync(`${scene.folder}/model.json`) && !isAlive(terminal.pid),
    );
    return `ended ${((performance.now() - startMs) / 1000).toFixed(1)} s after SIGTERM`;
  },
};

async function storedEpoch(scene: Scene): Promise<number> {
  const { stdout } = await scene.epochal("runs", "list", "runs.db", "--json");
  return (JSON.parse(stdout) as { epoch: number }[])[0]?.epoch ?? 0;
}

export const endCases: readonly Case[] = [...closed, nohupTraining, nohupServer, stalled];
