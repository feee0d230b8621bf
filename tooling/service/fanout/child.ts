/** A part of the benchmark in a child process, so that its processor time and memory can be measured; one request at a time. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";

export interface Child {
  /** Calls an operation of the child. @throws Error if it fails, or if the child exits. */
  request<Reply>(op: string, what?: object): Promise<Reply>;
  end(): void;
}

/** @param file a module that calls `serveParent`. */
export function startChild(file: URL | string, args: readonly string[] = []): Child {
  const child: ChildProcess = fork(file, args, {
    execArgv: ["--expose-gc"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const exited = once(child, "exit").then(() => {
    throw new Error(`startChild: ${String(file)} has exited`);
  });
  exited.catch(() => {});
  return {
    async request(op, what = {}) {
      child.send({ op, ...what });
      const [reply] = (await Promise.race([once(child, "message"), exited])) as [{ value: never; error?: string }];
      if (reply.error !== undefined) throw new Error(reply.error);
      return reply.value;
    },
    end: () => void child.kill(),
  };
}
