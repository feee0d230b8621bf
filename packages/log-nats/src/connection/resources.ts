/** The stream and the buckets of a log in NATS: created if they are missing, checked if they exist. */
import {
  AckPolicy,
  DiscardPolicy,
  JetStreamApiError,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type JetStreamClient,
  type JetStreamManager,
  type StreamConfig,
} from "@nats-io/jetstream";
import { Kvm, type KV } from "@nats-io/kv";
import { Objm, type ObjectStore } from "@nats-io/obj";
import { millis, nanos, type NatsConnection } from "@nats-io/transport-node";
import { oneLine } from "./connect.ts";

/** All names begin with it. */
export const STREAM = "epochal";
const SUBJECTS = "epochal.run.*";
export const subjectOf = (token: string): string => `epochal.run.${token}`;
/** The work queue: its stream, and the consumer from which all workers take messages. */
export const JOBS = { name: `${STREAM}-jobs`, subjects: ["epochal.job.*"], consumer: "workers" } as const;

export interface Resources {
  readonly connection: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  /** Entries of runs, idempotency keys, and the leases of writers. */
  readonly runs: KV;
  readonly keys: KV;
  readonly writers: KV;
  /** Rows of trainings, and what is larger than a message. */
  readonly objects: ObjectStore;
  /** How long a lease lives that is not renewed. */
  readonly leaseMs: number;
  /** The guarantee that this server cannot give, in one line; undefined if there is none. */
  readonly weakness: string | undefined;
}

/** Whatever a stream is for, it says what it has stored, and takes more. */
const REQUIRED_OF_ALL = { no_ack: false, sealed: false } as const;

/** The settings that the log relies on. A limit of bytes or messages is the operator's choice. */
const REQUIRED = {
  ...REQUIRED_OF_ALL,
  retention: RetentionPolicy.Limits,
  storage: StorageType.File,
  // A full stream refuses new events, instead of deleting old ones.
  discard: DiscardPolicy.New,
  max_age: 0,
  max_msgs_per_subject: -1,
  allow_direct: true,
} satisfies Partial<StreamConfig>;

/** The settings of the work queue: a message is deleted when it is acknowledged. */
const REQUIRED_JOBS = {
  ...REQUIRED_OF_ALL,
  retention: RetentionPolicy.Workqueue,
  storage: StorageType.File,
  discard: DiscardPolicy.New,
  max_age: 0,
} satisfies Partial<StreamConfig>;

/** The settings of the buckets: they keep what was put into them, and replace it. */
const REQUIRED_BUCKETS = {
  ...REQUIRED_OF_ALL,
  storage: StorageType.File,
  max_age: 0,
  discard: DiscardPolicy.New,
  allow_rollup_hdrs: true,
} as const;

const DEFAULT_LEASE_MS = 10_000;
export const STREAM_NOT_FOUND = 10059;
/** The oldest server that finds the next message of a subject. */
const MIN_VERSION = [2, 9] as const;
/** The oldest server that can wait for its disk with every message. */
const SYNCED_VERSION = [2, 10] as const;
const REPLICAS = 3;

/**
 * @param address what error texts call the servers.
 * @param leaseMs how long a lease of a writer lives. Default: as the bucket has it, 10 s in a new one.
 * @param isReader whether nothing is created.
 * @throws RangeError if the server is too old or has no JetStream, or the stream has other settings.
 */
export async function openResources(
  connection: NatsConnection,
  address: string,
  leaseMs: number | undefined,
  isReader: boolean,
): Promise<Resources> {
  const version = connection.info?.version ?? "0";
  if (!isAtLeast(version, MIN_VERSION)) {
    throw new RangeError(
      `openNatsLog: ${address} is nats-server ${version}: update it to ${MIN_VERSION.join(".")} or newer`,
    );
  }
  const jsm = await jetstreamManager(connection).catch((error: unknown) => {
    const reason = oneLine(error instanceof Error ? error.message : String(error));
    const advice = "start it with `nats-server -js`, and allow the account to use JetStream";
    throw new RangeError(`openNatsLog: ${address} has no JetStream (${reason}): ${advice}`, { cause: error });
  });
  const js = jetstream(connection);
  const required = { name: STREAM, subjects: [SUBJECTS], ...REQUIRED };
  const config = await openStream(
    jsm,
    address,
    required,
    connection.info?.cluster === undefined ? 1 : REPLICAS,
    isReader,
  );
  const options = { replicas: config.num_replicas, storage: StorageType.File, history: 1 };
  const kvm = new Kvm(js);
  const writers = await openWriters(kvm, address, options, leaseMs);
  const { ttl } = await writers.status();
  if (!isReader) await openJobs(jsm, address, config.num_replicas, ttl);
  const bucket = async (name: string) => {
    const opened = await kvm.create(`${STREAM}-${name}`, options);
    await checkBucket(jsm, address, `KV_${STREAM}-${name}`, [`$KV.${STREAM}-${name}.>`]);
    return opened;
  };
  const objects = await new Objm(js).create(`${STREAM}-objects`, {
    replicas: config.num_replicas,
    storage: StorageType.File,
  });
  const parts = ["C", "M"].map((part) => `$O.${STREAM}-objects.${part}.>`);
  await checkBucket(jsm, address, `OBJ_${STREAM}-objects`, parts);
  return {
    connection,
    js,
    jsm,
    runs: await bucket("runs"),
    keys: await bucket("keys"),
    writers,
    leaseMs: ttl,
    objects,
    weakness: weaknessOf(version, config.num_replicas, address),
  };
}

/** A stream as the log needs it. */
type RequiredStream = Partial<StreamConfig> & { readonly name: string; readonly subjects: string[] };

async function openStream(
  jsm: JetStreamManager,
  address: string,
  required: RequiredStream,
  replicas: number,
  isReader: boolean,
): Promise<StreamConfig> {
  const { name } = required;
  const found = await jsm.streams.info(name).catch((error: unknown) => {
    if (error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND) return undefined;
    throw error;
  });
  if (found) {
    checkConfig(found.config, required, address);
    return found.config;
  }
  if (isReader) throw new RangeError(`openNatsLog: ${address} has no runs: there is no stream "${name}"`);
  return (await jsm.streams.add({ ...required, num_replicas: replicas })).config;
}

/** @throws RangeError if a bucket exists with settings by which it would lose something. */
async function checkBucket(jsm: JetStreamManager, address: string, name: string, subjects: string[]): Promise<void> {
  const { config } = await jsm.streams.info(name);
  checkConfig(config, { name, subjects, ...REQUIRED_BUCKETS }, address);
}

function checkConfig(config: StreamConfig, required: RequiredStream, address: string): void {
  const wrong = Object.entries(required).flatMap(([name, value]) => {
    // A server leaves out what is false.
    const [given, expected] = [config[name as keyof StreamConfig] ?? false, value].map((setting) =>
      showSetting(name, setting),
    );
    return given === expected ? [] : [`${name} ${given} (expected ${expected})`];
  });
  if (wrong.length === 0) return;
  const text = `the stream "${required.name}" at ${address} has ${wrong.join(", ")}`;
  throw new RangeError(`openNatsLog: ${text}: change that, or delete the stream: epochal creates its own`);
}

/** NATS has times in nanoseconds. */
function showSetting(name: string, value: unknown): string {
  return name === "max_age" && value !== 0 ? `${millis(value as number) / 1000} s` : String(value);
}

/** @param leaseMs the time after which a job whose worker is silent is delivered to another one. */
async function openJobs(jsm: JetStreamManager, address: string, replicas: number, leaseMs: number): Promise<void> {
  await openStream(jsm, address, { name: JOBS.name, subjects: [...JOBS.subjects], ...REQUIRED_JOBS }, replicas, false);
  const consumer = {
    durable_name: JOBS.consumer,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(leaseMs),
    max_ack_pending: -1,
    max_deliver: -1,
  };
  await jsm.consumers.add(JOBS.name, consumer).catch((error: unknown) => {
    if (!(error instanceof JetStreamApiError)) throw error;
    const text = `the consumer "${JOBS.consumer}" of the stream "${JOBS.name}" at ${address} has other settings`;
    throw new RangeError(`openNatsLog: ${text} (${oneLine(error.message)}): delete it, and epochal creates it`, {
      cause: error,
    });
  });
}

async function openWriters(
  kvm: Kvm,
  address: string,
  options: Parameters<Kvm["create"]>[1],
  leaseMs: number | undefined,
): Promise<KV> {
  const writers = await kvm.create(`${STREAM}-writers`, { ...options, ttl: leaseMs ?? DEFAULT_LEASE_MS });
  const { ttl } = await writers.status();
  if (leaseMs === undefined || ttl === leaseMs) return writers;
  const text = `the bucket "${STREAM}-writers" at ${address} keeps leases for ${ttl} ms, expected ${leaseMs} ms`;
  throw new RangeError(`openNatsLog: ${text}: all writers need the same lease time`);
}

function weaknessOf(version: string, replicas: number, address: string): string | undefined {
  const isOld = !isAtLeast(version, SYNCED_VERSION);
  if (replicas >= REPLICAS && !isOld) return undefined;
  const lacks = [
    ...(replicas < REPLICAS ? [`${REPLICAS} replicas (it has ${replicas})`] : []),
    ...(isOld ? [`nats-server ${SYNCED_VERSION.join(".")} or newer (it is ${version})`] : []),
  ];
  return `${address}: stored events survive the death of processes, but a power failure can lose the newest: that needs ${lacks.join(" and ")}`;
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [a = 0, b = 0] = version.split(".").map(Number);
  return a > major || (a === major && b >= minor);
}
