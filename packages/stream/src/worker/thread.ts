/** A worker thread of Node with a message channel of its own. */
import type { MessagePort, ResourceLimits } from "node:worker_threads";

/** A started thread. */
export interface Thread<ToThread> {
  /** @throws DataCloneError if the message holds a value that cannot be cloned, such as a function. */
  send(message: ToThread): void;
  /** Whether the thread keeps the process alive. Default true. */
  keepAlive(isKept: boolean): void;
  /** Ends the thread, whatever it is doing. */
  terminate(): void;
}

/** The callbacks of the starting side. */
export interface ThreadListener<FromThread> {
  readonly onMessage: (message: FromThread) => void;
  /** The thread has ended, and no message follows. @param error what ended it; undefined if it ended regularly. */
  readonly onEnd: (error: Error | undefined) => void;
}

/** The `workerData` of the thread, which closes the port to end. */
export type ThreadData<Data> = Data & { readonly port: MessagePort };

/** @param resourceLimits of the thread's JavaScript heap. Default: Node's. */
export function openThread<ToThread, FromThread>(
  file: URL,
  data: object,
  { onMessage, onEnd }: ThreadListener<FromThread>,
  resourceLimits?: ResourceLimits,
): Thread<ToThread> {
  // Loaded with the first thread, so that a training without one starts sooner.
  const { MessageChannel, Worker } = process.getBuiltinModule("node:worker_threads");
  // A channel of our own: with `node --watch`, Node sends messages of its own on a worker's default channel.
  const { port1: port, port2 } = new MessageChannel();
  const worker = new Worker(file, {
    workerData: { ...data, port: port2 },
    transferList: [port2],
    // Flags of this process, such as --input-type, must not be passed on to the worker.
    execArgv: [],
    env: { ...process.env, ...compileCache() },
    ...(resourceLimits && { resourceLimits }),
  });
  let failure: Error | undefined;
  port.on("message", onMessage);
  worker.on("error", (error) => (failure = error as Error));
  // The last messages may arrive after the thread has exited: it has ended when both are closed.
  let openCount = 2;
  const onClose = () => {
    openCount -= 1;
    if (openCount === 0) onEnd(failure);
  };
  port.on("close", onClose);
  worker.on("exit", onClose);

  return {
    send: (message) => port.postMessage(message),
    keepAlive(isKept) {
      for (const handle of [worker, port]) {
        if (isKept) handle.ref();
        else handle.unref();
      }
    },
    terminate: () => void worker.terminate(),
  };
}

/** The compile cache of this process for a thread, which has none by itself. */
function compileCache(): NodeJS.Dict<string> {
  const { getCompileCacheDir } = process.getBuiltinModule("node:module");
  const folder = getCompileCacheDir();
  // Node adds a folder for its version.
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: process.getBuiltinModule("node:path").dirname(folder) };
}

/** The file of a thread: beside the source file at `base`, or an entry of its own beside a bundle. */
export function threadFile(name: string, base: string): URL {
  return new URL(`${name}.${base.endsWith(".ts") ? "ts" : "js"}`, base);
}
