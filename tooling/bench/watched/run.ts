/**
 * The child process of `bench-watched`: a training in a worker thread, and its watchers. It trains only on request, so that the
 * cases can alternate. Requests come through a socket, since stdin may be a terminal: one JSON value per line.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { showDashboard } from "@epochal/dashboard";
import { openNatsLog } from "@epochal/log-nats";
import { serve, type EpochalServer, type ServeOptions } from "@epochal/server";
import { startRun, thinEpochs, type Run } from "@epochal/stream";
import { filter, firstValueFrom } from "rxjs";
import { trainingOf } from "../workloads.ts";

export interface Case {
  readonly training: "W1" | "W2";
  /** `none` is only a trainer, `nobody` a run without watchers. */
  readonly watchers:
    | "none"
    | "nobody"
    | "every epoch"
    | "dashboard"
    | "log and dashboard"
    | "log and 100 sockets"
    | "log on NATS";
}

export interface Plan extends Case {
  /** The path of the socket for requests. */
  readonly socket: string;
  /** The file of the log, for cases with one. */
  readonly store: string;
  /** The address of a NATS server, for cases with a log on it. */
  readonly nats: string;
}

/** The work of one turn. */
export interface Speed {
  readonly epochs: number;
  /** Wall time. */
  readonly seconds: number;
  /** Seconds of processor time of the training's thread; null if the system does not report it. */
  readonly processor: number | null;
}

/** Trains for about `ms` milliseconds. */
type Turn = (ms: number) => Promise<{ readonly epochs: number; readonly seconds: number }>;

const SOCKETS = 100;
/** The dashboard's update interval if every epoch is also stored. */
const DASHBOARD_INTERVAL_MS = 33;

const { training, watchers, socket, store, nats } = JSON.parse(process.argv[2]!) as Plan;
let storeFailure: unknown;
const onNats: ServeOptions = {
  openLog: (now) => openNatsLog(nats, { now }),
  onFailure: (_, error) => (storeFailure = error),
};
const turn = watchers === "none" ? await trainBare() : await trainWatched();
const parent = connect(socket);
parent.write(`${JSON.stringify("ready")}\n`);
for await (const line of createInterface({ input: parent })) {
  const before = workerSeconds();
  const start = performance.now();
  const { epochs, seconds } = await turn(JSON.parse(line) as number);
  // The thread was busy a little longer than the counted time.
  const share = (workerSeconds() - before) / ((performance.now() - start) / 1000);
  const speed: Speed = { epochs, seconds, processor: share * seconds };
  parent.write(`${JSON.stringify(speed)}\n`);
}
process.exit();

async function trainBare(): Promise<Turn> {
  const worker = new Worker(new URL("bare-worker.ts", import.meta.url), { workerData: training, execArgv: [] });
  await once(worker, "online");
  return async (ms) => {
    worker.postMessage(ms);
    const [speed] = (await once(worker, "message")) as [{ epochs: number; seconds: number }];
    return speed;
  };
}

async function trainWatched(): Promise<Turn> {
  const { spec, data } = trainingOf(training);
  const server = watchers.startsWith("log") ? await serve(watchers === "log on NATS" ? onNats : { store }) : undefined;
  const run = server ? server.start(spec, data) : startRun(spec, data, { worker: true });
  run.command({ type: "pause" });
  await firstValueFrom(run.chunks$.pipe(filter(({ type }) => type === "commanded")));
  const check = await attachWatchers(run, server);

  let samples: { time: number; epoch: number }[] = [];
  run.chunks$.subscribe((chunk) => {
    if (chunk.type === "epochs") samples.push({ time: chunk.time, epoch: chunk.epoch + chunk.loss.length - 1 });
  });
  return async (ms) => {
    samples = [];
    run.command({ type: "resume" });
    // Longer if an epoch takes longer.
    for (let i = 0; i < 20 && (i === 0 || samples.length < 2); i++) await wait(ms);
    run.command({ type: "pause" });
    const [first, last] = [samples[0], samples.at(-1)];
    if (!first || !last || first === last) throw new Error(`run: fewer than two epochs in ${20 * ms} ms`);
    check();
    return { epochs: last.epoch - first.epoch, seconds: (last.time - first.time) / 1000 };
  };
}

/** Attaches the watchers; returns a function that throws if they have stopped watching. */
async function attachWatchers(run: Run, server: EpochalServer | undefined): Promise<() => void> {
  switch (watchers) {
    case "none":
    case "nobody":
      return () => {};
    case "log on NATS":
      return () => {
        if (storeFailure !== undefined) throw storeFailure;
      };
    case "every epoch": {
      let seen = 0;
      run.events$.subscribe((event) => {
        if (event.type === "epoch") seen = event.epoch;
      });
      return () => {
        if (seen === 0) throw new Error("attachWatchers: no epochs received");
      };
    }
    case "dashboard":
    case "log and dashboard": {
      const shown = server ? { ...run, chunks$: run.events$.pipe(thinEpochs(DASHBOARD_INTERVAL_MS)) } : run;
      let isShown = true;
      void showDashboard(shown).finished.finally(() => (isShown = false));
      return () => {
        if (!isShown) throw new Error("attachWatchers: the dashboard has closed");
      };
    }
    case "log and 100 sockets": {
      const { url } = server!;
      const args = [url, run.id, String(SOCKETS)];
      await once(fork(new URL("sockets.ts", import.meta.url), args, { execArgv: [] }), "message");
      return () => {
        if (server!.connections !== SOCKETS) {
          throw new Error(`attachWatchers: expected ${SOCKETS} connections, got ${server!.connections}`);
        }
      };
    }
  }
}

/** Processor time of this process's worker threads so far, in seconds, from Linux's /proc; NaN on other systems. */
function workerSeconds(): number {
  const tasks = "/proc/self/task";
  try {
    const workers = readdirSync(tasks).filter((id) => readFileSync(`${tasks}/${id}/comm`, "utf8") === "WorkerThread\n");
    const seconds = workers.map((id) => Number(readFileSync(`${tasks}/${id}/schedstat`, "utf8").split(" ")[0]) / 1e9);
    return seconds.reduce((sum, value) => sum + value, 0);
  } catch {
    return Number.NaN;
  }
}
