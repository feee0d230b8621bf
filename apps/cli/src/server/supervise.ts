/**
 * `serve --supervise`: the server runs in a child process, and a second child takes over if it dies. The child reports its port
 * when it serves, and announces an orderly end; without this, its death is a crash. It dies with its supervisor. While it serves, a
 * standby child has loaded its code already, since a process starts slowly on a busy machine.
 */
import { fork, type ChildProcess } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { exitCodes, type ExitSignal } from "../exit-codes.ts";
import { withStore } from "../runs/with-store.ts";
import { logNote, type Terminal } from "../terminal.ts";
import { createJsonLogger, type LogLevel } from "./json-logger.ts";
import { maxYoungHeap } from "./limit-young-heap.ts";
import { createStandby } from "./standby.ts";
import { SUPERVISED, type Supervision, type SupervisedReport, type SupervisorMessage } from "./supervised.ts";

/** A child that has served for this long has not died at once. */
const STABLE_MS = 1000;
const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 30_000;

/** How a child has ended. */
interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly isOrderly: boolean;
  /** The port on which it has served; undefined if it has not. */
  readonly port: number | undefined;
  /** How long it has served. */
  readonly servedMs: number;
}

export interface SuperviseOptions {
  readonly store: string;
  readonly logLevel: LogLevel | undefined;
  /** Whether SIGHUP makes the child read its certificate again. */
  readonly canReload: boolean;
  /** The limit of the child's JavaScript heap, without those of its threads; undefined: Node's. */
  readonly heapBytes: number | undefined;
}

/** Resolves to the exit code of the child that ends in an orderly way. */
export async function supervise(
  { store, logLevel, canReload, heapBytes }: SuperviseOptions,
  terminal: Terminal,
): Promise<number> {
  let child: ChildProcess | undefined;
  let isServing = false;
  let isReloadDue = false;
  /** A child that does not serve yet might not handle the signal. */
  function reload(): void {
    isReloadDue = !isServing;
    if (isServing) child?.kill("SIGHUP");
  }

  const stopReloading = canReload ? terminal.onReload(reload) : () => {};
  const logger = await createJsonLogger(terminal, logLevel);
  const newestRun = await findNewestRun(store);
  const stopping = new AbortController();
  const standby = createStandby(() => startChild(heapBytes));
  let signalled: ExitSignal | undefined;
  const stopListening = terminal.onSignal((signal) => {
    signalled ??= signal;
    stopping.abort();
    child?.kill(signal === "SIGPIPE" ? "SIGTERM" : signal);
  });
  try {
    const start: Supervision = newestRun === undefined ? {} : { newestRun };
    let supervision = start;
    for (let restarts = 0, quickDeaths = 0; ;) {
      child = standby.take();
      child.send({ type: "begin", supervision } satisfies SupervisorMessage, () => {});
      const end = await untilEnd(child, onServing, () => standby.prepare());
      isServing = false;
      const isOver = end.isOrderly && (restarts === 0 || end.port !== undefined);
      if (isOver && end.code !== null) return end.code;
      if (signalled) return exitCodes[signalled];
      if (isOver) return exitCodes.failed;
      restarts += 1;
      quickDeaths = end.servedMs >= STABLE_MS ? 0 : quickDeaths + 1;
      const delayMs = delayAfter(quickDeaths);
      logDeath(end, restarts, delayMs);
      await wait(delayMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (signalled) return exitCodes[signalled];
      const port = end.port ?? supervision.port;
      supervision = { ...start, isRestart: true, ...(port !== undefined && { port }) };
    }
  } finally {
    standby.close();
    stopListening();
    stopReloading();
  }

  function onServing(): void {
    isServing = true;
    if (isReloadDue) reload();
  }

  function logDeath({ code, signal }: End, restarts: number, delayMs: number): void {
    const text = "the server has died: starting it again";
    if (terminal.stderr.isTTY !== true) return logger.error({ code, signal, restarts, delayMs }, text);
    logNote(terminal, `${text}${delayMs === 0 ? "" : ` in ${delayMs / 1000} s`} (${signal ?? `exit code ${code}`})`);
  }
}

/** The first deaths at once wait 0, 250, 500 ms … */
function delayAfter(quickDeaths: number): number {
  return quickDeaths < 2 ? 0 : Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (quickDeaths - 2));
}

/** glibc keeps freed buffers for reuse, more the larger they are. With fixed thresholds it returns them. */
const MALLOC_THRESHOLDS = { MALLOC_MMAP_THRESHOLD_: `${64 * 1024}`, MALLOC_TRIM_THRESHOLD_: `${128 * 1024}` };

function startChild(heapBytes: number | undefined): ChildProcess {
  const heapLimit = heapBytes === undefined ? [] : [`--max-heap-size=${Math.ceil(heapBytes / 1024 ** 2)}`];
  return fork(process.argv[1]!, process.argv.slice(2), {
    execArgv: [...process.execArgv, maxYoungHeap, ...heapLimit],
    env: { ...MALLOC_THRESHOLDS, ...process.env, [SUPERVISED]: "1" },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    // Signals of a terminal or a session come to the supervisor alone, which passes them on.
    detached: process.platform !== "win32",
  });
}

/**
 * @param onServing is called when the child serves.
 * @param onStable is called once it has served for some time.
 */
function untilEnd(child: ChildProcess, onServing: () => void, onStable: () => void): Promise<End> {
  return new Promise((resolve, reject) => {
    let port: number | undefined;
    let servesSince = Infinity;
    let isOrderly = false;
    let stable: NodeJS.Timeout | undefined;
    child.on("message", (report: SupervisedReport) => {
      if (report.type === "ending") isOrderly = true;
      else {
        ({ port } = report);
        servesSince = performance.now();
        stable = setTimeout(onStable, STABLE_MS);
        onServing();
      }
    });
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      clearTimeout(stable);
      resolve({ code, signal, isOrderly, port, servedMs: Math.max(0, performance.now() - servesSince) });
    });
  });
}

/** The run that began last, if there is a store that can be read; the child reports any other store. */
async function findNewestRun(store: string): Promise<string | undefined> {
  try {
    return await withStore(store, {}, (reader) => reader.latest()?.id);
  } catch {
    return undefined;
  }
}
