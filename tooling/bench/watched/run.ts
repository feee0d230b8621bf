/**
 * A training in a worker thread of this process, and its watchers: the child's side of `bench-watched`. It trains only when asked to,
 * so that the cases can take turns. It is asked through a socket, since its input may be a terminal: one JSON value a line.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { showDashboard } from "@epochal/dashboard";
import { serve, type EpochalServer } from "@epochal/server";
import { startRun, thinEpochs, type Run } from "@epochal/stream";
import { filter, firstValueFrom } from "rxjs";
import { trainingOf } from "../workloads.ts";
import { workerSeconds } from "./worker-seconds.ts";

export interface Case {
  readonly training: "W1" | "W2";
  /** `none`: not even a run, only a trainer. */
  readonly watchers: "none" | "nobody" | "every epoch" | "dashboard" | "log and dashboard" | "log and 100 sockets";
}

export interface Plan extends Case {
  /** The socket through which it is asked. */
  readonly socket: string;
  /** File of the log, for those who have one. */
  readonly store: string;
}

/** What the training did in one turn. */
export interface Speed {
  readonly epochs: number;
  /** On the wall. */
  readonly seconds: number;
  /** Of processor time of the training's thread alone; null where the system does not tell. */
  readonly processor: number | null;
}

/** Trains for about so many milliseconds. */
type Turn = (ms: number) => Promise<{ readonly epochs: number; readonly seconds: number }>;

const SOCKETS = 100;
/** Of what a dashboard is shown where every epoch is stored besides. */
const THINNED_MS = 33;

const { training, watchers, socket, store } = JSON.parse(process.argv[2]!) as Plan;
const turn = watchers === "none" ? await trainBare() : await trainWatched();
const parent = connect(socket);
parent.write(`${JSON.stringify("ready")}\n`);
for await (const line of createInterface({ input: parent })) {
  const before = workerSeconds();
  const start = performance.now();
  const { epochs, seconds } = await turn(JSON.parse(line) as number);
  // The thread was busy a little longer than what was counted.
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
  const server = watchers.startsWith("log") ? await serve({ store }) : undefined;
  const run = server ? server.start(spec, data) : startRun(spec, data, { worker: true });
  run.command({ type: "pause" });
  await firstValueFrom(run.chunks$.pipe(filter(({ type }) => type === "commanded")));
  const check = await watch(run, server);

  let marks: { time: number; epoch: number }[] = [];
  run.chunks$.subscribe((chunk) => {
    if (chunk.type === "epochs") marks.push({ time: chunk.time, epoch: chunk.epoch + chunk.loss.length - 1 });
  });
  return async (ms) => {
    marks = [];
    run.command({ type: "resume" });
    // Longer where that is less than an epoch.
    for (let i = 0; i < 20 && (i === 0 || marks.length < 2); i++) await wait(ms);
    run.command({ type: "pause" });
    const [first, last] = [marks[0], marks.at(-1)];
    if (!first || !last || first === last) throw new Error(`run: expected two epochs in ${20 * ms} ms, got less`);
    check();
    return { epochs: last.epoch - first.epoch, seconds: (last.time - first.time) / 1000 };
  };
}

/** Puts the watchers there; returns what throws where they have not watched. */
async function watch(run: Run, server: EpochalServer | undefined): Promise<() => void> {
  switch (watchers) {
    case "none":
    case "nobody":
      return () => {};
    case "every epoch": {
      let seen = 0;
      run.events$.subscribe((event) => {
        if (event.type === "epoch") seen = event.epoch;
      });
      return () => {
        if (seen === 0) throw new Error("watch: expected epochs, got none");
      };
    }
    case "dashboard":
    case "log and dashboard": {
      const { chunks$: _, events$, ...rest } = run;
      const shown = server ? { ...rest, events$: events$.pipe(thinEpochs(THINNED_MS)) } : run;
      let isShown = true;
      void showDashboard(shown).finished.finally(() => (isShown = false));
      return () => {
        if (!isShown) throw new Error("watch: expected a dashboard that stays, but it was left");
      };
    }
    case "log and 100 sockets": {
      const { url } = server!;
      const args = [url, run.id, String(SOCKETS)];
      await once(fork(new URL("sockets.ts", import.meta.url), args, { execArgv: [] }), "message");
      return () => {
        if (server!.connections !== SOCKETS) {
          throw new Error(`watch: expected ${SOCKETS} connections, got ${server!.connections}`);
        }
      };
    }
  }
}
