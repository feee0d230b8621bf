/** Runs the command lines of the guide, of the site's first page and of the README as they are written, in their order. */
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { main, temporaryFolder, waitForOutput } from "./harness/program.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The guide first: it makes the files that it uses. */
const PAGES = ["apps/cli/README.md", "apps/docs/pages/start.md", "README.md"];

/** Why some lines are not run here, by what they contain. */
const NOT_RUN: Readonly<Record<string, string>> = {
  "SERVER:": "needs a second machine; the same commands run on this one",
  "--host 0.0.0.0": "opens a port to other machines",
  "npm test": "runs this test itself",
  "npm run pack": "packs all packages: tooling/consumers/check.ts does",
  "npm install": "needs the packed packages, and a registry: tooling/consumers/check.ts does it",
};

/** The lines of each block, without comments. */
function blocksOf(page: string): readonly (readonly string[])[] {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/```sh\n([^]*?)```/g)].map(([, block]) =>
    block!.split("\n").flatMap((line) => line.replace(/(^|\s+)#.*$/, "") || []),
  );
}

interface Server {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<number | null>;
  /** The port at which it really listens. */
  readonly port: string;
}

/** A shell for all blocks. Its servers listen on free ports, which take the place of the documented ones in later lines. */
function openShell(cwd: string) {
  const servers = new Map<string, Server>();
  onTestFinished(() => servers.forEach(({ child }) => child.kill("SIGKILL")));

  function spawnLine(line: string, env: NodeJS.ProcessEnv): ChildProcessWithoutNullStreams {
    const command = line
      .replace(/npm start(?: --)?/, '"$NODE" "$MAIN"')
      .replaceAll(/localhost:(\d+)/g, (_, port: string) => {
        return `127.0.0.1:${servers.get(port)?.port ?? port}`;
      });
    const child = spawn("/bin/sh", ["-c", command], {
      cwd,
      env: { ...process.env, NO_COLOR: "1", ...env, NODE: process.execPath, MAIN: main },
    });
    child.stdin.end();
    return child;
  }

  async function stop(port: string): Promise<void> {
    const server = servers.get(port);
    if (!server) return;
    servers.delete(port);
    server.child.kill("SIGTERM");
    const exitCode = await server.ended;
    if (exitCode !== 0) throw new Error(`the server at ${port} ended with exit code ${exitCode}`);
  }

  return {
    /** Starts a server in the place of the one at the same documented port; resolves when it listens. */
    async serve(line: string, env: NodeJS.ProcessEnv): Promise<void> {
      const [, documented = "8080"] = /--port (\d+)/.exec(line) ?? [];
      await stop(documented);
      // `exec`: the server takes the place of the shell, and so gets its signals.
      const child = spawnLine(`exec ${line.replace(/--port \d+/, "")} --port 0`, env);
      const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
      const listening = waitForOutput(child.stderr, /(?:ws|http):\/\/[^\s:]+:(\d+)/);
      servers.set(documented, { child, ended, port: "" });
      servers.set(documented, { child, ended, port: await listening });
    },
    /** Runs a line to its end. */
    async run(line: string, env: NodeJS.ProcessEnv): Promise<void> {
      const child = spawnLine(line, env);
      let output = "";
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (text: string) => (output += text));
      const exitCode = await new Promise((resolve) => child.on("close", resolve));
      if (exitCode !== 0 || output.trim() === "" || output.includes('"error"'))
        throw new Error(`${line}\nended with exit code ${String(exitCode)} and printed:\n${output}`);
    },
    async close(): Promise<void> {
      for (const port of servers.keys()) await stop(port);
    },
  };
}

test("the command lines of the guide, the first page and the README run as they are written", async () => {
  const cwd = temporaryFolder();
  symlinkSync(join(root, "apps"), join(cwd, "apps"));
  const shell = openShell(cwd);
  const run = new Set<string>();
  const left = new Set<string>();
  for (const block of PAGES.flatMap(blocksOf)) {
    // Each block is a shell of its own.
    const env: NodeJS.ProcessEnv = {};
    for (const line of block) {
      const reason = Object.keys(NOT_RUN).find((part) => line.includes(part));
      const [, name, value] = /^export (\w+)=(\S+)$/.exec(line) ?? [];
      if (reason !== undefined) left.add(reason);
      else if (name !== undefined) env[name] = value;
      else if (line.startsWith("npm start -- serve")) await shell.serve(line, env);
      else if (!run.has(line)) {
        await shell.run(line, env);
        run.add(line);
      }
    }
  }
  await shell.close();
  expect(run.size).toBeGreaterThan(25);
  expect([...left].toSorted()).toEqual(Object.keys(NOT_RUN).toSorted());
});
