/** A process that dies, is suspended, and comes back. */
import { spawn, type ChildProcess } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";

export interface DisturbedProcess {
  /** Resolves when it has printed this since it was started last; rejects if it ends before. */
  printed(pattern: RegExp): Promise<void>;
  /** The id of its process, in its current life. */
  pid(): number;
  /** Everything that it has printed, in all its lives. */
  output(): string;
  /** Sends SIGKILL; resolves when it is dead. */
  kill(): Promise<void>;
  /** Starts it again. */
  restart(): void;
  /** Sends SIGSTOP, and SIGCONT after this time. */
  suspend(ms: number): Promise<void>;
  /** Ends it in an orderly way; resolves to its exit code. */
  stop(): Promise<number | null>;
}

export function startDisturbed(
  command: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): DisturbedProcess {
  let child: ChildProcess;
  let exited: Promise<number | null>;
  let output = "";
  let life = "";
  let onOutput = () => {};

  function start(): void {
    life = "";
    child = spawn(command, args, { env: { ...process.env, ...variables }, stdio: ["ignore", "ignore", "pipe"] });
    exited = new Promise((resolve) => child.once("exit", resolve));
    void exited.then(() => onOutput());
    child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      life += text;
      output += text;
      onOutput();
    });
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    child.kill(signal);
    return exited;
  }

  start();
  return {
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        onOutput = () => {
          if (pattern.test(life)) resolve();
          else if (child.exitCode !== null) reject(new Error(`chaos: ${args.join(" ")} has ended: ${life}`));
        };
        onOutput();
      }),
    pid: () => child.pid!,
    output: () => output,
    kill: async () => void (await end("SIGKILL")),
    restart: start,
    async suspend(ms) {
      child.kill("SIGSTOP");
      await wait(ms);
      child.kill("SIGCONT");
    },
    stop: () => end("SIGTERM"),
  };
}
