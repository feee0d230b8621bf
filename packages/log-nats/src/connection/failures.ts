/** Errors of JetStream: which of them are transient, and what to do about the others, in one line. */
import { JetStreamApiError } from "@nats-io/jetstream";
import { errors } from "@nats-io/transport-node";
import { oneLine } from "./connect.ts";

/** https://github.com/nats-io/nats-server/blob/main/server/errors.json */
const WRONG_LAST_SEQUENCE = 10071;
/** The limits of the stream, of the account and of the server. */
const FULL = new Set([10002, 10023, 10028, 10047, 10054, 10077, 10114]);

/** NATS' error code if two streams have the same subject. */
const SUBJECTS_OVERLAP = 10065;

/** JetStream is not enabled, for the account or the server. */
const OFF = new Set([10039, 10076]);

const RETRY_MS = 100;

/** Whether another message, of another writer or an earlier attempt, is newer than expected. */
export function isWrongSequence(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === WRONG_LAST_SEQUENCE;
}

/** Whether the request may succeed if it is repeated: the server is away, or too busy to answer in time, or elects a leader. */
export function isTransient(error: unknown): boolean {
  if (violationOf(error)) return false;
  if (error instanceof Error && error.message === "heartbeats missed") return true;
  return error instanceof errors.RequestError || isWithoutLeader(error) || causeIs(isTransient, error);
}

/** What the account may not do: it would wait for ever. */
function violationOf(error: unknown): InstanceType<typeof errors.PermissionViolationError> | undefined {
  if (error instanceof errors.PermissionViolationError) return error;
  return error instanceof Error && error.cause !== undefined ? violationOf(error.cause) : undefined;
}

/** Whether a request for messages was open when its consumer was deleted, maybe with the stream. */
export function isConsumerDeleted(error: unknown): boolean {
  return error instanceof Error && error.message === "consumer deleted";
}

/** Whether no server takes such a message: JetStream is not there yet, or the stream is gone. */
export function isUnheard(error: unknown): boolean {
  return error instanceof errors.NoRespondersError || causeIs(isUnheard, error);
}

/** Whether the servers have no leader yet: a single server without JetStream says so at once. */
function isWithoutLeader(error: unknown): boolean {
  if (error instanceof JetStreamApiError) return error.status === 503 && !FULL.has(error.code) && !OFF.has(error.code);
  return error instanceof errors.TimeoutError || causeIs(isWithoutLeader, error);
}

const causeIs = (is: (error: unknown) => boolean, error: unknown): boolean =>
  error instanceof Error && error.cause !== undefined && is(error.cause);

/** Repeats work that has no effect twice, until the servers have a leader, or for this time. */
export function untilLeader<Result>(work: () => Promise<Result>, limitMs: number): Promise<Result> {
  const start = performance.now();
  return repeatWhile(work, (error) => isWithoutLeader(error) && performance.now() - start <= limitMs);
}

/** Repeats work that has no effect twice while the server is away, unless it is not needed any more. */
export function untilAvailable<Result>(work: () => Promise<Result>, isClosed = () => false): Promise<Result> {
  return repeatWhile(work, (error) => isTransient(error) && !isClosed());
}

async function repeatWhile<Result>(work: () => Promise<Result>, mayPass: (error: unknown) => boolean): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!mayPass(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** What a full stream needs. */
export const FULL_ADVICE = "raise its limit, or let a server delete old runs with --keep-days; what was stored is kept";

/** A message in one line, with what to do. */
const REPORTED = /^(?:log(?:\.\w+)?|openNatsLog): /;

/** An error in one line. @param where the function that failed. */
export function storeError(where: string, address: string, error: unknown): Error {
  if (error instanceof Error && (error instanceof RangeError || REPORTED.test(error.message))) return error;
  return new Error(`${where}: ${describe(address, error)}`, { cause: error });
}

function describe(address: string, error: unknown): string {
  const message = oneLine(error instanceof Error ? error.message : String(error));
  const code = error instanceof JetStreamApiError ? error.code : undefined;
  if ((code !== undefined && FULL.has(code)) || message.includes("maximum bytes"))
    return `a stream at ${address} is full (${message}): ${FULL_ADVICE}`;
  if (code === SUBJECTS_OVERLAP)
    return `another stream at ${address} has subjects of epochal (${message}): rename them there, or use a NATS account of its own`;
  const denied = violationOf(error);
  if (denied) {
    return `the user at ${address} may not ${denied.operation === "publish" ? "publish" : "subscribe"} to "${denied.subject}": allow it in the server's configuration; what was stored is kept`;
  }
  const reason = isTransient(error) ? "the server is away; " : "";
  return `expected the stream at ${address} to be usable, got "${message}": ${reason}what was stored is kept`;
}

/** Runs work that uses the server. */
export async function withStoreErrors<Result>(
  where: string,
  address: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw storeError(where, address, error);
  }
}
