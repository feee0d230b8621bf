/** A part of the benchmark in a process of its own, so that its processor time and its memory are its own; it is asked one thing at a time. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";

export interface Child {
  /** @throws Error when it ends in place of an answer. */
  ask<Answer>(op: string, what?: object): Promise<Answer>;
  end(): void;
}

/** @param file beside this one, or a path. */
export function startChild(file: URL | string, args: readonly string[] = []): Child {
  const child: ChildProcess = fork(file, args, {
    execArgv: ["--expose-gc"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const gone = once(child, "exit").then(() => {
    throw new Error(`startChild: expected an answer of ${String(file)}, but it ended`);
  });
  gone.catch(() => {});
  return {
    async ask(op, what = {}) {
      child.send({ op, ...what });
      const [answer] = (await Promise.race([once(child, "message"), gone])) as [{ value: never; error?: string }];
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer.value;
    },
    end: () => void child.kill(),
  };
}
