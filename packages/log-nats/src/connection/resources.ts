/** The stream and the buckets of a log in NATS: created if they are missing, checked if they exist. */
import {
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
import type { NatsConnection } from "@nats-io/transport-node";
import { oneLine } from "./connect.ts";

/** All names begin with it. */
export const STREAM = "epochal";
const SUBJECTS = "epochal.run.*";
export const subjectOf = (token: string): string => `epochal.run.${token}`;

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
  /** The guarantee that this server cannot give, in one line; undefined if there is none. */
  readonly weakness: string | undefined;
}

/** The settings that the log relies on. A limit of bytes or messages is the operator's choice. */
const REQUIRED = {
  retention: RetentionPolicy.Limits,
  storage: StorageType.File,
  // A full stream refuses new events, instead of deleting old ones.
  discard: DiscardPolicy.New,
  max_age: 0,
  max_msgs_per_subject: -1,
  allow_direct: true,
} satisfies Partial<StreamConfig>;

const STREAM_NOT_FOUND = 10059;
/** The oldest server that finds the next message of a subject. */
const MIN_VERSION = [2, 9] as const;
/** The oldest server that can wait for its disk with every message. */
const SYNCED_VERSION = [2, 10] as const;
const REPLICAS = 3;

/**
 * @param address what error texts call the servers.
 * @param leaseMs how long a lease of a writer lives.
 * @param isReader whether nothing is created.
 * @throws RangeError if the server is too old or has no JetStream, or the stream has other settings.
 */
export async function openResources(
  connection: NatsConnection,
  address: string,
  leaseMs: number,
  isReader: boolean,
): Promise<Resources> {
  const version = connection.info?.version ?? "0";
  if (!isAtLeast(version, MIN_VERSION)) {
    throw new RangeError(
      `openNatsLog: ${address} is nats-server ${version}: expected ${MIN_VERSION.join(".")} or newer`,
    );
  }
  const jsm = await jetstreamManager(connection).catch((error: unknown) => {
    const reason = oneLine(error instanceof Error ? error.message : String(error));
    const advice = "start it with `nats-server -js`, and allow the account to use JetStream";
    throw new RangeError(`openNatsLog: ${address} has no JetStream (${reason}): ${advice}`, { cause: error });
  });
  const js = jetstream(connection);
  const config = await openStream(jsm, address, connection.info?.cluster === undefined ? 1 : REPLICAS, isReader);
  const options = { replicas: config.num_replicas, storage: StorageType.File, history: 1 };
  const kvm = new Kvm(js);
  return {
    connection,
    js,
    jsm,
    runs: await kvm.create(`${STREAM}-runs`, options),
    keys: await kvm.create(`${STREAM}-keys`, options),
    writers: await openWriters(kvm, address, { ...options, ttl: leaseMs }),
    objects: await new Objm(js).create(`${STREAM}-objects`, {
      replicas: config.num_replicas,
      storage: StorageType.File,
    }),
    weakness: weaknessOf(version, config.num_replicas, address),
  };
}

async function openStream(
  jsm: JetStreamManager,
  address: string,
  replicas: number,
  isReader: boolean,
): Promise<StreamConfig> {
  const found = await jsm.streams.info(STREAM).catch((error: unknown) => {
    if (error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND) return undefined;
    throw error;
  });
  if (found) {
    checkConfig(found.config, address);
    return found.config;
  }
  if (isReader) throw new RangeError(`openNatsLog: ${address} has no runs: there is no stream "${STREAM}"`);
  const config = { name: STREAM, subjects: [SUBJECTS], ...REQUIRED, num_replicas: replicas };
  return (await jsm.streams.add(config)).config;
}

function checkConfig(config: StreamConfig, address: string): void {
  const expected = { ...REQUIRED, subjects: SUBJECTS };
  const actual = { ...config, subjects: config.subjects.join(" ") };
  for (const [name, value] of Object.entries(expected)) {
    const given = actual[name as keyof typeof expected];
    if (given === value) continue;
    const text = `the stream "${STREAM}" at ${address} has ${name} ${given}, expected ${value}`;
    throw new RangeError(`openNatsLog: ${text}: change it, or let epochal create the stream`);
  }
}

async function openWriters(
  kvm: Kvm,
  address: string,
  options: Parameters<Kvm["create"]>[1] & { ttl: number },
): Promise<KV> {
  const writers = await kvm.create(`${STREAM}-writers`, options);
  const { ttl } = await writers.status();
  if (ttl === options.ttl) return writers;
  const text = `the bucket "${STREAM}-writers" at ${address} keeps leases for ${ttl} ms, expected ${options.ttl} ms`;
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
