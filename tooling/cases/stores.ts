/** Stores that may only be read, and stores that are deleted while they are written. */
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import type { Case } from "./case.ts";
import { expectThat, main, until, wait, type Scene } from "./scene.ts";

const NOBODY = 65_534;
const reads = [["runs", "list"], ["runs", "show"], ["replay", "--print", "--size", "60x6"], ["verify"]] as const;

async function storeOf(scene: Scene): Promise<string> {
  const folder = `${scene.folder}/colleague`;
  mkdirSync(folder);
  const { code, stderr } = await scene.epochal("--epochs", "300", "--speed", "0", "--store", "colleague/runs.db");
  expectThat(code === 0, stderr);
  return folder;
}

const permission: Case = {
  name: "a store without permission to write",
  right: "it can be listed, shown, replayed and verified, and stays unchanged",
  tests: ["packages/log/src/store/unwritable.test.ts: a closed store can be read without permission to write"],
  async run(scene) {
    const folder = await storeOf(scene);
    chmodSync(scene.folder, 0o755);
    const files = readdirSync(folder);
    for (const name of files) chmodSync(`${folder}/${name}`, 0o444);
    chmodSync(folder, 0o555);
    // Permissions do not stop root.
    const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    try {
      for (const [command, ...rest] of reads) {
        const [name, ...options] = command === "runs" ? [`${command} ${rest[0]}`] : [command, ...rest];
        const program = scene.start(
          process.execPath,
          [main, ...name.split(" "), "colleague/runs.db", ...options],
          user,
        );
        const code = await program.ended;
        expectThat(code === 0, `${name}: exit code ${code}: ${program.stderr()}`);
        expectThat(/notebook|RUN 300|identical/.test(program.stdout()), `${name}: ${program.stdout()}`);
      }
      expectThat(String(readdirSync(folder)) === String(files), `there are new files: ${readdirSync(folder).join()}`);
    } finally {
      chmodSync(folder, 0o755);
    }
  },
};

const mount: Case = {
  name: "a store on a read-only mount",
  right: "it can be listed, shown, replayed and verified",
  needs: ["linux", "root", "mount"],
  async run(scene) {
    const folder = await storeOf(scene);
    const node = `"${process.execPath}" "${main}"`;
    const commands = reads.map(([first, ...rest]) =>
      first === "runs" ? `${node} runs ${rest[0]} runs.db` : `${node} ${first} runs.db ${rest.join(" ")}`,
    );
    const script = `mount --bind "${folder}" "${folder}" && mount -o remount,ro,bind "${folder}" && cd "${folder}" && ! touch x 2>/dev/null && ${commands.join(" && ")}`;
    const program = scene.start("unshare", ["--mount", "sh", "-c", script]);
    const code = await program.ended;
    expectThat(code === 0, `exit code ${code}: ${program.stderr()}`);
    expectThat(program.stdout().includes("identical to the last bit"), program.stdout());
  },
};

function deleteStore(scene: Scene): void {
  for (const name of readdirSync(scene.folder).filter((file) => file.startsWith("runs.db")))
    rmSync(`${scene.folder}/${name}`);
}

const recording: Case = {
  name: "the store is deleted under a training",
  right: "it is reported, nothing is called recorded, the exit code is 1",
  tests: ["packages/log/src/store/store.test.ts: fails after half a second, and for good"],
  async run(scene) {
    const args = ["--epochs", "3000", "--speed", "500", "--every", "50", "--store", "runs.db"];
    const { stdout, stderr, ended } = scene.start(process.execPath, [main, ...args]);
    await until("a training", 60_000, () => stdout().includes("Epoch 100,"));
    deleteStore(scene);
    const code = await ended;
    expectThat(code === 1, `exit code ${code}: ${stderr()}`);
    expectThat(/deleted/.test(stderr()), `no word of the deletion: ${stderr()}`);
    expectThat(!/recorded in/.test(stderr() + stdout()), `a promise: ${stderr()}`);
    expectThat(!existsSync(`${scene.folder}/runs.db`), "there is a file after all");
  },
};

const serving: Case = {
  name: "the store is deleted under a server",
  right: "it is reported, /readyz is 503, the server shows what it has until it is stopped, and the exit code is 1",
  async run(scene) {
    const args = ["--speed", "50", "--epochs", "1000000", "--store", "runs.db"];
    const server = await scene.serve(args);
    const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`);
    await wait(1000);
    deleteStore(scene);
    const refusal = await until("503 from /readyz", 60_000, async () => {
      const response = await get("/readyz");
      return response.status === 503 ? await response.text() : undefined;
    });
    expectThat((await get("/v1/runs")).status === 200, "the runs are no longer listed");
    expectThat(/deleted/.test(server.stderr()), `no word of the deletion: ${server.stderr()}`);
    process.kill(server.pid, "SIGINT");
    const code = await server.ended;
    expectThat(code === 1, `exit code ${code}: ${server.stderr()}`);
    return refusal.trim();
  },
};

export const storeCases: readonly Case[] = [permission, mount, recording, serving];

/** Whether root may mount here: containers often forbid it. */
export function canMount(): boolean {
  try {
    execFileSync("unshare", ["--mount", "sh", "-c", "mount --bind /tmp /tmp"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
