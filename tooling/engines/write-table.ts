/** Tries on several versions of Node what people do with the built command, and writes the table in README.md. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { root, runTests } from "./run-tests.ts";

/** Throws what is wrong, or returns; `node` is the path of an executable, `folder` an empty one. */
type Attempt = (node: string, folder: string) => void | Promise<void>;

const main = `${root}apps/cli/dist/main.js`;

function epochal(node: string, folder: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(node, [main, ...args], { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`exit code ${status}: ${stderr.trim()}`);
  return stdout;
}

function expectOutput(output: string, expected: string | RegExp): void {
  const isRight = typeof expected === "string" ? output === expected : expected.test(output);
  if (!isRight) throw new Error(`expected ${String(expected).slice(0, 60)}, got ${output.slice(0, 200)}`);
}

const attempts: Readonly<Record<string, Attempt>> = {
  notebook(node, folder) {
    expectOutput(epochal(node, folder), readFileSync(`${root}packages/core/test/fixtures/notebook.txt`, "utf8"));
  },
  train(node, folder) {
    const table = `${root}apps/examples/data/cars.csv`;
    epochal(node, folder, "train", table, "--target", "mpg", "--epochs", "20", "--ensemble", "1", "--save", "m.json");
    expectOutput(epochal(node, folder, "predict", "m.json", table), /mpg/);
  },
  "--store"(node, folder) {
    epochal(node, folder, "--epochs", "300", "--speed", "0", "--store", "runs.db");
    expectOutput(epochal(node, folder, "runs", "list", "runs.db"), /completed +300\/300/);
  },
  verify(node, folder) {
    epochal(node, folder, "--epochs", "300", "--speed", "0", "--store", "runs.db");
    expectOutput(epochal(node, folder, "verify", "runs.db"), /identical to the last bit/);
  },
  async "serve + watch"(node, folder) {
    const args = ["serve", "--port", "0", "--epochs", "300", "--speed", "0", "--store", "runs.db"];
    const server = spawn(node, [main, ...args], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    const ended = new Promise<number | null>((resolve) => server.on("close", resolve));
    try {
      const url = await new Promise<string>((resolve, reject) => {
        let stderr = "";
        server.stderr.setEncoding("utf8").on("data", (text: string) => {
          stderr += text;
          const [, found] = /at (ws:\S+)/.exec(stderr) ?? [];
          if (found !== undefined) resolve(found);
        });
        server.on("close", () => reject(new Error(stderr.trim())));
      });
      expectOutput(epochal(node, folder, "watch", url), /Epoch 200,[^]*\n/);
      server.kill("SIGTERM");
      const code = await ended;
      if (code !== 0) throw new Error(`the server's exit code is ${code}`);
    } finally {
      server.kill("SIGKILL");
    }
  },
  async "tests of log and server"(node) {
    const { isRight, output } = await runTests(node, ["packages/log/", "apps/server/"]);
    if (!isRight) throw new Error(output);
  },
};

const REFUSAL = /^epochal: Node 22\.18, or 24 or newer, is needed, this is [\d.]+: install a newer Node\n$/;

/** @returns whether every version either does everything, or refuses in one line and is not claimed. */
export async function writeTable(nodes: readonly string[]): Promise<boolean> {
  let isRight = true;
  const names = Object.keys(attempts);
  const rows = [`| Node | ${names.join(" | ")} |`, `| --: |${" --- |".repeat(names.length)}`];
  for (const node of nodes) {
    const version = spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim().slice(1);
    const [major, minor] = version.split(".").map(Number) as [number, number];
    const isClaimed = major === 22 ? minor >= 18 : major >= 24;
    const cells: string[] = [];
    for (const name of names) {
      const cell = isClaimed ? await attempt(name, node) : refusal(name, node);
      console.log(`Node ${version}: ${name}: ${cell}`);
      if (cell === "NO") isRight = false;
      cells.push(cell);
    }
    rows.push(`| ${version} | ${cells.join(" | ")} |`);
  }
  const file = new URL("README.md", import.meta.url);
  const [before, , after] = readFileSync(file, "utf8").split(/(?<=<!-- table -->\n)|(?=<!-- end -->)/);
  writeFileSync(file, `${before}\n${rows.join("\n")}\n\n${after}`);
  return isRight;
}

async function attempt(name: string, node: string): Promise<string> {
  const folder = mkdtempSync(`${tmpdir()}/epochal-node-`);
  try {
    await attempts[name]!(node, folder);
    return "yes";
  } catch (error) {
    console.log((error as Error).message);
    return "NO";
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A Node that is not claimed must say so, whatever it is asked. */
function refusal(name: string, node: string): string {
  if (name.startsWith("tests")) return "";
  const commands: Readonly<Record<string, readonly string[]>> = {
    train: ["train", "cars.csv", "--target", "mpg"],
    "--store": ["--store", "runs.db"],
    verify: ["verify", "runs.db"],
    "serve + watch": ["serve", "--port", "0"],
  };
  const { status, stderr } = spawnSync(node, [main, ...(commands[name] ?? [])], { encoding: "utf8" });
  return status === 2 && REFUSAL.test(stderr) ? "refused" : "NO";
}
