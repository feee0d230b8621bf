/** The wall clock is set back or ahead: only the times of day may change. */
import { existsSync, writeFileSync } from "node:fs";
import { notebook } from "@epochal/data";
import { connect } from "@epochal/client";
import { startRun } from "@epochal/stream";
import type { Case } from "./case.ts";
import { expectThat, main, servedEpoch, until, wait, type Scene } from "./scene.ts";

const HOUR_S = 3600;
const TOKEN = "a-token-of-some-length";
export const faketime: string | undefined = [
  "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
  "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
  "/usr/lib/faketime/libfaketime.so.1",
].find(existsSync);

/** The environment of a process whose wall clock is moved by writing the file `clock`. */
function movableClock(scene: Scene): { readonly env: NodeJS.ProcessEnv; readonly move: (seconds: number) => void } {
  const file = `${scene.folder}/clock`;
  const move = (seconds: number) => writeFileSync(file, `${seconds < 0 ? "" : "+"}${seconds}`);
  move(0);
  const env = {
    LD_PRELOAD: faketime,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    DONT_FAKE_MONOTONIC: "1",
  };
  return { env, move };
}

const jumps = [
  ["back", -HOUR_S],
  ["ahead", HOUR_S],
] as const;

const servers: readonly Case[] = jumps.flatMap(([where, seconds]) =>
  ["100", "0"].map((speed): Case => ({
    name: `clock set ${where} an hour under a server, --speed ${speed}`,
    right: "the run continues, and a command is obeyed",
    needs: ["libfaketime"],
    tests: ["packages/stream/test/clock-jumps.test.ts"],
    async run(scene) {
      const { env, move } = movableClock(scene);
      const args = ["--speed", speed, "--epochs", "1000000000", "--token", TOKEN];
      const { port } = await scene.serve(args, { env });
      const epoch = () => servedEpoch(port, TOKEN);
      await until("a training", 60_000, async () => (await epoch()) > 50);
      move(seconds);
      const [before, startMs] = [await epoch(), performance.now()];
      await until("300 epochs after the jump", 60_000, async () => (await epoch()) > before + 300);
      const ms = performance.now() - startMs;
      await connect(`ws://127.0.0.1:${port}`, { token: TOKEN }).run("latest").command({ type: "pause" });
      const paused = await until("a paused run", 60_000, async () => {
        const now = await epoch();
        await wait(300);
        return (await epoch()) === now ? now : undefined;
      });
      expectThat(paused > before, `expected progress, got epoch ${paused} after ${before}`);
      return `300 epochs in ${(ms / 1000).toFixed(1)} s`;
    },
  })),
);

const interrupted: readonly Case[] = jumps.map(([where, seconds]) => ({
  name: `clock set ${where} an hour in a training at full speed`,
  right: "Ctrl-C is heard at once",
  needs: ["libfaketime"],
  tests: ["packages/stream/test/clock-jumps.test.ts"],
  async run(scene) {
    const { env, move } = movableClock(scene);
    const args = [main, "--speed", "0", "--epochs", "1000000000", "--save", "model.json"];
    const { pid, stdout, ended } = scene.start(process.execPath, args, { env });
    await until("a training", 60_000, () => stdout().includes("Epoch 100,"));
    move(seconds);
    await wait(500);
    const startMs = performance.now();
    process.kill(pid, "SIGINT");
    const code = await Promise.race([ended, wait(15_000)]);
    const ms = performance.now() - startMs;
    expectThat(code === 130, `expected exit code 130 within 15 s, got ${code ?? "none"}`);
    expectThat(existsSync(`${scene.folder}/model.json`), "the model is lost");
    return `ended after ${(ms / 1000).toFixed(1)} s`;
  },
}));

const slices: readonly Case[] = ([100, 0] as const).flatMap((epochsPerSecond) =>
  jumps.map(([where, seconds]) => ({
    name: `clock set ${where} in the middle of a slice, ${epochsPerSecond === 0 ? "full speed" : "100 epochs a second"}`,
    right: "the event loop stays free, and the training continues",
    tests: ["packages/stream/test/clock-jumps.test.ts"],
    async run() {
      const real = Date.now;
      let [isDue, calls, offset] = [false, 0, 0];
      // A slice looks at the clock several times: from the fourth look on is in the middle of one, like nearly every real jump.
      Date.now = () => {
        if (isDue && ++calls === 4) offset = seconds * 1000;
        return real() + offset;
      };
      const { spec, data } = notebook();
      const run = startRun({ ...spec, epochs: 1e9 }, data, { epochsPerSecond });
      try {
        let epoch = 0;
        run.events$.subscribe((event) => {
          if (event.type === "epoch") epoch = event.epoch;
        });
        await wait(500);
        const [before, startMs] = [epoch, performance.now()];
        isDue = true;
        await wait(2000);
        const ms = performance.now() - startMs;
        expectThat(ms < 5000, `a timer of 2 s rang after ${(ms / 1000).toFixed(1)} s`);
        expectThat(epoch >= before + 100, `expected 100 epochs in 2 s, got ${epoch - before}`);
        return `a timer of 2 s rang after ${(ms / 1000).toFixed(1)} s, ${epoch - before} epochs later`;
      } finally {
        Date.now = real;
        run.dispose();
      }
    },
  })),
);

export const clockCases: readonly Case[] = [...slices, ...interrupted, ...servers];
