/** The built server with a run, and how much of a processor it takes. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../../apps/cli/dist/main.js", import.meta.url));
/** The kernel counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

export interface Served {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Seconds of processor time so far, of the server and its child processes. */
  processorSeconds(): number;
  stop(): Promise<void>;
}

/** @param options of `epochal serve`. */
export async function startServed(...options: readonly string[]): Promise<Served> {
  const child = spawn(process.execPath, [main, "serve", "--port", "0", ...options], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stderr.on("data", (more: Buffer) => {
      text += String(more);
      const address = /ws:(\/\/\S+) /.exec(text)?.[1];
      if (address !== undefined) resolve(`http:${address}`);
    });
    void ended.then(() => reject(new Error(`bench:web: the server has ended: ${text}`)));
  });
  return {
    url,
    processorSeconds: () => [child.pid!, ...childrenOf(child.pid!)].reduce((sum, pid) => sum + secondsOf(pid), 0),
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
}

function secondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
