/** What a server counts, for Prometheus. No label names a run, a client or anything else that there may be any number of. */
import { closeCodes, type Mode } from "@epochal/protocol";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** How a client is connected. */
export type Transport = "websocket" | "sse" | "ndjson";

export interface Metrics {
  connectionOpened(transport: Transport): void;
  /** @param code of the WebSocket's close frame; of a response how it ended. */
  connectionClosed(transport: Transport, code: number | string): void;
  subscribed(mode: Mode): void;
  unsubscribed(mode: Mode): void;
  /** What of events has been sent to clients in a mode, for them to be added to: once for each client. */
  delivered(mode: Mode): Tally;
  /** So many events have been told to one client as a gap. */
  skipped(reason: string, events: number): void;
  /** So many events have been stored, so long after they were told. */
  committed(events: number, seconds: number): void;
  /** A subscription is so many events behind its run. */
  lag(events: number): void;
  /** A request was answered, or refused, without a connection that stays. */
  replied(status: number): void;
  /** All of it, in Prometheus' text format. */
  text(): Promise<string>;
  /** Of that text. */
  readonly contentType: string;
}

/** Added to by whoever counts, which may be some ten thousand times a second. */
export interface Tally {
  events: number;
}

const COMMIT_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const LAG_EVENTS = [0, 1, 16, 128, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576];

/** What the server says, what a client may say who keeps to the protocol, and what `ws` says of a frame that is broken. */
const CLOSE_CODES: ReadonlySet<number> = new Set([...Object.values(closeCodes), 1002, 1005, 1006, 1007]);

/** What the process is like (memory, processor time, event loop): one for all servers in it, since it costs a timer. */
let ofProcess: Registry | undefined;

/** @param runs all there are, when somebody asks. Default: none. */
export function createMetrics(runs: () => readonly { readonly status: string }[] = () => []): Metrics {
  ofProcess ??= createProcessRegistry();
  const registry = new Registry();
  const registers = [registry];
  const count = (name: string, help: string, ...labelNames: string[]) => createCount(registry, name, help, labelNames);

  const opened = count("epochal_connections_opened_total", "Connections that were opened.", "transport");
  const closes = count(
    "epochal_closes_total",
    "Connections that ended: of a WebSocket the close code, of a response how it ended.",
    "transport",
    "code",
  );
  const delivered = createTallies(registry, "epochal_events_delivered_total", "Events sent, once for each client.");
  const leftOut = count("epochal_events_left_out_total", "Events told as a gap, once for each client.", "reason");
  const appended = count("epochal_events_appended_total", "Events stored.");
  const answers = count(
    "epochal_http_answers_total",
    "Requests answered, or refused, without a connection that stays.",
    "status",
  );
  new Gauge({
    name: "epochal_runs",
    help: "Runs of the store, by how they stand.",
    labelNames: ["status"],
    registers,
    collect() {
      this.reset();
      for (const { status } of runs()) this.inc({ status });
    },
  });
  const connections = new Gauge({
    name: "epochal_connections",
    help: "Clients that are connected.",
    labelNames: ["transport"],
    registers,
  });
  const subscriptions = new Gauge({
    name: "epochal_subscriptions",
    help: "Runs that are followed, once for each client.",
    labelNames: ["mode"],
    registers,
  });
  const commits = new Histogram({
    name: "epochal_commit_seconds",
    help: "From the moment that events were told until they were stored.",
    buckets: COMMIT_SECONDS,
    registers,
  });
  const lag = new Histogram({
    name: "epochal_subscription_lag_events",
    help: "How far each subscription was behind its run, at each heartbeat.",
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
      closes(1, transport, isOwn(code) ? code : "other");
    },
    subscribed: (mode) => subscriptions.inc({ mode }),
    unsubscribed: (mode) => subscriptions.dec({ mode }),
    delivered,
    skipped: (reason, events) => leftOut(events, reason),
    committed(events, seconds) {
      appended(events);
      commits.observe(seconds);
    },
    lag: (events) => lag.observe(events),
    replied: (status) => answers(1, status),
    text: async () => `${await registry.metrics()}\n${await ofProcess!.metrics()}`,
    contentType: registry.contentType,
  };
}

/** Whether a connection ended in one of the ways there are: of WebSockets, a client may make up a code. */
function isOwn(code: number | string): boolean {
  return typeof code === "string" || CLOSE_CODES.has(code);
}

/** Tallies of each mode, which a counter takes when somebody asks for it. */
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

/** A counter that is told what happened when somebody asks for it: until then a number is added to another. */
function createCount(registry: Registry, name: string, help: string, labelNames: string[]) {
  /** Since it was last asked for, by the values of the labels. */
  const waiting = new Map<string, number>();
  new Counter({
    name,
    help,
    labelNames,
    registers: [registry],
    collect() {
      for (const [key, sum] of waiting) {
        const values = key.split(" ");
        this.inc(Object.fromEntries(labelNames.map((label, i) => [label, values[i]!])), sum);
      }
      waiting.clear();
    },
  });
  return (more: number, ...labels: (string | number)[]) => {
    const key = labels.length === 1 ? `${labels[0]}` : labels.join(" ");
    waiting.set(key, (waiting.get(key) ?? 0) + more);
  };
}

function createProcessRegistry(): Registry {
  const register = new Registry();
  collectDefaultMetrics({ register });
  return register;
}
