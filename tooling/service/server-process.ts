/** The service as people start it: `epochal serve` in a process of its own, from the sources. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface ServerProcess {
  readonly port: number;
  /** The run that it trains. */
  readonly run: string;
  readonly child: ChildProcess;
  /** The last of what it said to people. */
  said(): string;
  /** SIGKILL: no time for any farewell. Resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves to the exit code. */
  stop(): Promise<number | null>;
}

const main = fileURLToPath(new URL("../../apps/cli/src/main.ts", import.meta.url));

/**
 * @param args of `serve`, beside the port.
 * @throws Error with what it said, where it ends before it serves.
 */
export async function startServerProcess(args: readonly string[], token?: string): Promise<ServerProcess> {
  const env = { ...process.env, ...(token !== undefined && { EPOCHAL_TOKEN: token }) };
  const child = spawn(process.execPath, [main, "serve", "--port", "0", ...args], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const gone = once(child, "exit");
  let said = "";
  const { run, port } = await new Promise<{ run: string; port: number }>((resolve, reject) => {
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-4000);
      const [, id, digits] = /serving (\S+) .* at ws:\/\/127\.0\.0\.1:(\d+)/.exec(said) ?? [];
      if (id !== undefined) resolve({ run: id, port: Number(digits) });
    });
    child.once("exit", () => reject(new Error(`startServerProcess: expected a server, got: ${said}`)));
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    const [code] = (await gone) as [number | null];
    return code;
  };
  return {
    run,
    port,
    child,
    said: () => said,
    kill: async () => void (await end("SIGKILL")),
    stop: () => end("SIGTERM"),
  };
}
