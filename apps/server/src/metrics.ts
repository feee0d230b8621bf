/** What a server counts, for Prometheus. No label names a run, a client or anything else without a bound on its number. */
import { closeCodes, type Mode } from "@epochal/protocol";
import type { QueueLoad, RunRecord } from "@epochal/log";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** How a client is connected. */
export type Transport = "websocket" | "sse" | "ndjson";

export interface Metrics {
  connectionOpened(transport: Transport): void;
  /** @param code the close code of a WebSocket; for a response, how it ended. */
  connectionClosed(transport: Transport, code: number | string): void;
  subscribed(mode: Mode): void;
  unsubscribed(mode: Mode): void;
  /** The events sent to clients in a mode, counted once per client. The caller adds to the tally. */
  delivered(mode: Mode): Tally;
  /** Events were sent to a client as a gap. */
  skipped(reason: string, events: number): void;
  /** Events were stored, `seconds` after they were emitted. */
  committed(events: number, seconds: number): void;
  /** The number of events a subscription is behind its run. */
  lag(events: number): void;
  /** A request was answered without a connection that stays open. */
  replied(status: number): void;
  /** Everything, in Prometheus' text format. @param runs all runs of the store. @param load of the work queue, if there is one. */
  text(runs?: readonly Pick<RunRecord, "status" | "resumes">[], load?: QueueLoad): Promise<string>;
  readonly contentType: string;
}

/** A plain object, because it is added to tens of thousands of times a second. */
export interface Tally {
  events: number;
}

const COMMIT_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const LAG_EVENTS = [0, 1, 16, 128, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576];

/** The codes of the server, those a client may send, and those that `ws` reports for a broken frame. */
const CLOSE_CODES: ReadonlySet<number> = new Set([...Object.values(closeCodes), 1002, 1005, 1006, 1007]);

/** Metrics of the process (memory, CPU, event loop), shared by all servers in it because they need a timer. */
let processRegistry: Registry | undefined;

export function createMetrics(): Metrics {
  processRegistry ??= createProcessRegistry();
  const registry = new Registry();
  const registers = [registry];
  const count = (name: string, help: string, ...labelNames: string[]) => createCount(registry, name, help, labelNames);

  const opened = count("epochal_connections_opened_total", "Connections that were opened.", "transport");
  const closes = count(
    "epochal_closes_total",
    "Connections that ended, by the close code of a WebSocket or by how a response ended.",
    "transport",
    "code",
  );
  const delivered = createTallies(registry, "epochal_events_delivered_total", "Events sent, counted once per client.");
  const skipped = count("epochal_events_left_out_total", "Events sent as a gap, counted once per client.", "reason");
  const appended = count("epochal_events_appended_total", "Events stored.");
  const replies = count(
    "epochal_http_answers_total",
    "Requests answered without a connection that stays open.",
    "status",
  );
  const runCounts = new Gauge({
    name: "epochal_runs",
    help: "Runs of the store, by status.",
    labelNames: ["status"],
    registers,
  });
  const gauge = (name: string, help: string, ...labelNames: string[]) =>
    new Gauge({ name, help, labelNames, registers });
  const continued = gauge("epochal_runs_continued", "Runs of the store that continue an interrupted one.");
  const jobs = gauge("epochal_jobs", "Runs in the work queue, by whether a worker has taken them.", "state");
  const takenAgain = gauge("epochal_jobs_taken_again", "Runs that workers have taken, and others before them.");
  const workers = gauge("epochal_workers", "Processes that take runs from the work queue.");
  const places = gauge("epochal_worker_places", "The most runs that all workers train at a time.");

  function setLoad(load: QueueLoad | undefined): void {
    for (const metric of [jobs, takenAgain, workers, places]) metric.reset();
    if (!load) return;
    jobs.set({ state: "waiting" }, load.waiting);
    jobs.set({ state: "taken" }, load.taken);
    takenAgain.set(load.takenAgain);
    workers.set(load.workers);
    places.set(load.places);
  }

  const connections = new Gauge({
    name: "epochal_connections",
    help: "Connected clients.",
    labelNames: ["transport"],
    registers,
  });
  const subscriptions = new Gauge({
    name: "epochal_subscriptions",
    help: "Subscriptions to runs.",
    labelNames: ["mode"],
    registers,
  });
  const commits = new Histogram({
    name: "epochal_commit_seconds",
    help: "Time from the emission of events until they are stored.",
    buckets: COMMIT_SECONDS,
    registers,
  });
  const lag = new Histogram({
    name: "epochal_subscription_lag_events",
    help: "Events each subscription is behind its run, at each heartbeat.",
    buckets: LAG_EVENTS,
    registers,
  });

  return {
    connectionOpened(transport) {
      connections.inc({ transport });
      opened(1, transport);
    },
    connectionClosed(transport, code) {
      connections.dec({ transport });
      closes(1, transport, isKnown(code) ? code : "other");
    },
    subscribed: (mode) => subscriptions.inc({ mode }),
    unsubscribed: (mode) => subscriptions.dec({ mode }),
    delivered,
    skipped: (reason, events) => skipped(events, reason),
    committed(events, seconds) {
      appended(events);
      commits.observe(seconds);
    },
    lag: (events) => lag.observe(events),
    replied: (status) => replies(1, status),
    async text(runs = [], load) {
      runCounts.reset();
      for (const { status } of runs) runCounts.inc({ status });
      continued.set(runs.filter(({ resumes }) => resumes !== undefined).length);
      setLoad(load);
      return `${await registry.metrics()}\n${await processRegistry!.metrics()}`;
    },
    contentType: registry.contentType,
  };
}

/** Clients may close a WebSocket with any code; unknown codes are counted together. */
function isKnown(code: number | string): boolean {
  return typeof code === "string" || CLOSE_CODES.has(code);
}

/** A counter whose events are tallied by mode, and added up when it is read. */
function createTallies(registry: Registry, name: string, help: string): (mode: Mode) => Tally {
  const tallies = new Map<Mode, Tally>();
  new Counter({
    name,
    help,
    labelNames: ["mode"],
    registers: [registry],
    collect() {
      for (const [mode, tally] of tallies) {
        this.inc({ mode }, tally.events);
        tally.events = 0;
      }
    },
  });
  return (mode) => {
    const tally = tallies.get(mode) ?? { events: 0 };
    tallies.set(mode, tally);
    return tally;
  };
}

/** A counter that is updated when it is read; until then, counting only adds to a number. */
function createCount(registry: Registry, name: string, help: string, labelNames: string[]) {
  /** The counts since it was last read, by the values of the labels. */
  const pending = new Map<string, number>();
  new Counter({
    name,
    help,
    labelNames,
    registers: [registry],
    collect() {
      for (const [key, sum] of pending) {
        const values = key.split(" ");
        this.inc(Object.fromEntries(labelNames.map((label, i) => [label, values[i]!])), sum);
      }
      pending.clear();
    },
  });
  return (amount: number, ...labels: (string | number)[]) => {
    const key = labels.length === 1 ? `${labels[0]}` : labels.join(" ");
    pending.set(key, (pending.get(key) ?? 0) + amount);
  };
}

function createProcessRegistry(): Registry {
  const register = new Registry();
  collectDefaultMetrics({ register });
  return register;
}
