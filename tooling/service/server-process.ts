/** The built `epochal serve` in a child process. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface ServerProcess {
  readonly port: number;
  /** The id of the run that it trains. */
  readonly run: string;
  readonly child: ChildProcess;
  /** The process that serves: the child, or its own child if it is a supervisor. Known on Linux; elsewhere the child. */
  servingPid(): number;
  /** The end of its output on stderr. */
  stderr(): string;
  /** Sends SIGKILL; resolves when the process has exited. */
  kill(): Promise<void>;
  /** Sends SIGTERM; resolves to the exit code. */
  stop(): Promise<number | null>;
}

const main = fileURLToPath(new URL("../../apps/cli/dist/main.js", import.meta.url));

/** @param args of `serve`, without the port. @param variables of its environment, besides those of this process. @throws Error with its output if it exits before it serves. */
export async function startServerProcess(
  args: readonly string[],
  token?: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const env = { ...process.env, ...variables, ...(token !== undefined && { EPOCHAL_TOKEN: token }) };
  const command = [main, "serve", "--port", "0", ...args];
  const child = spawn(process.execPath, command, { env, stdio: ["ignore", "ignore", "pipe"] });
  const exited = once(child, "exit");
  let output = "";
  const { run, port } = await new Promise<{ run: string; port: number }>((resolve, reject) => {
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-4000);
      const [, id, digits] = /serving (\S+) .* at ws:\/\/127\.0\.0\.1:(\d+)/.exec(output) ?? [];
      if (id !== undefined) resolve({ run: id, port: Number(digits) });
    });
    child.once("exit", () => reject(new Error(`startServerProcess: the server has exited: ${output}`)));
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    const [code] = (await exited) as [number | null];
    return code;
  };
  const kill = async () => void (await end("SIGKILL"));
  const servingPid = () => childOf(child.pid!) ?? child.pid!;
  return { run, port, child, servingPid, stderr: () => output, kill, stop: () => end("SIGTERM") };
}

function childOf(pid: number): number | undefined {
  try {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").match(/\d+/g) ?? [];
    return child === undefined ? undefined : Number(child);
  } catch {
    return undefined;
  }
}
