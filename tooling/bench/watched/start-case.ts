/** The parent's side of a case of `bench-watched`: starts its process and requests turns. */
import { spawn as spawnProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { spawn as spawnInTerminal } from "@lydell/node-pty";
import type { Case, Plan, Speed } from "./run.ts";

export interface CaseProcess {
  train(ms: number): Promise<Speed>;
  end(): void;
}

/**
 * Starts a case, in a pseudo-terminal if it has a dashboard; resolves when it is ready.
 * @param folder for its files.
 * @param nats the address of a NATS server.
 * @throws Error with the end of its output if the process exits.
 */
export async function startCase(one: Case, folder: string, nats: string): Promise<CaseProcess> {
  const name = `${one.training}-${one.watchers}`.replaceAll(" ", "-");
  const socket = join(folder, `${name}.sock`);
  const server = createServer().listen(socket);
  await once(server, "listening");
  const plan: Plan = { ...one, socket, store: join(folder, `${name}.db`), nats };
  const loader = new URL("../../tsx.mjs", import.meta.url).href;
  const args = ["--import", loader, join(import.meta.dirname, "run.ts"), JSON.stringify(plan)];
  const { ended, kill } = spawnCase(args, one.watchers.includes("dashboard"));

  const [connection] = (await Promise.race([once(server, "connection"), ended])) as [Socket];
  server.close();
  const lines = createInterface({ input: connection })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await Promise.race([lines.next(), ended]);
    return done ? await ended : (JSON.parse(value) as unknown);
  };
  await next();
  return {
    async train(ms) {
      connection.write(`${JSON.stringify(ms)}\n`);
      return (await next()) as Speed;
    },
    end() {
      ended.catch(() => {});
      connection.end();
      kill();
    },
  };
}

/** `ended` rejects when the process exits, for any reason. */
function spawnCase(args: string[], hasTerminal: boolean): { ended: Promise<never>; kill: () => void } {
  // As published: React without its checks. With CI set, only the last frame would be drawn.
  const env = { ...process.env, NODE_ENV: "production", CI: "false", TERM: "xterm-256color" };
  const { promise, reject } = Promise.withResolvers<never>();
  let output = "";
  const collect = (text: string) => (output = (output + text).slice(-2000));
  const fail = () => reject(new Error(`startCase: the training has exited: ${output}`));
  if (hasTerminal) {
    const options = { cols: 100, rows: 30, env: env as Record<string, string> };
    const terminal = spawnInTerminal(process.execPath, args, options);
    terminal.onData(collect);
    terminal.onExit(fail);
    return { ended: promise, kill: () => terminal.kill() };
  }
  const child = spawnProcess(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", collect);
  child.once("close", fail);
  return { ended: promise, kill: () => child.kill() };
}
