/**
 * The work queue of runs: a stream with a message for each run that has to be trained. A worker acknowledges the message when the run
 * has ended. Until then it reports progress three times in a lease time; if it is silent, the server delivers the message to another one.
 */
import type { TakenRun, JobQueue } from "@epochal/log";
import type { Consumer, ConsumerMessages, JsMsg } from "@nats-io/jetstream";
import { isConsumerDeleted, isTransient, isWrongSequence, storeError, untilAvailable } from "../connection/failures.ts";
import { JOBS, type Resources } from "../connection/resources.ts";
import type { Lease } from "../runs/writers.ts";
import { fromToken, toToken } from "../messages/tokens.ts";
import { decodeJob, encodeJob } from "./job-message.ts";

export interface JobQueueContext extends Pick<Resources, "js" | "jsm" | "leaseMs"> {
  /** The address of the server, for messages. */
  readonly address: string;
  /** The leases of all processes. */
  readonly leases: () => readonly Pick<Lease, "jobs">[];
  /** Is called with jobs that this process cannot read, once for each. They stay in the queue. */
  readonly onFailure: (error: unknown) => void;
}

/** Reports in a lease time. */
const REPORTS = 3;
/** The server answers a request for a job after this time, even if there is none. */
const WAIT_MS = 1000;
const RETRY_MS = 250;

export const jobSubject = (run: string): string => `${JOBS.subjects[0].slice(0, -1)}${toToken(run)}`;

export function createJobQueue({ js, jsm, address, leaseMs, leases, onFailure }: JobQueueContext): JobQueue {
  const refused = new Set<number>();
  let consumer: Consumer | undefined;
  /** The request for a job that the server has not answered. */
  let request: ConsumerMessages | undefined;
  let isClosed = false;
  let reported = "";
  let taking: Promise<unknown> = Promise.resolve();

  /** A job of another version is for another worker. */
  function refuse(message: JsMsg, error: unknown): void {
    if (!refused.has(message.seq))
      onFailure(new RangeError(`${message.subject}: ${(error as Error).message}`, { cause: error }));
    refused.add(message.seq);
    message.nak(leaseMs);
  }

  /** The server is not away, and does not elect a leader: the queue was deleted, for instance. */
  function reportOnce(failure: Error): void {
    if (failure.message !== reported) onFailure(failure);
    reported = failure.message;
  }

  /** A message, if there is one soon. */
  async function next(): Promise<JsMsg | null> {
    try {
      consumer ??= await js.consumers.get(JOBS.name, JOBS.consumer);
      request = await consumer.fetch({ max_messages: 1, expires: WAIT_MS });
      reported = "";
      if (isClosed) request.stop();
      for await (const message of request) return message;
      return null;
    } catch (error) {
      // Why a consumer was deleted, the next look-up says.
      if (!isTransient(error) && !isConsumerDeleted(error)) reportOnce(storeError("log.jobs", address, error));
      consumer = undefined;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      return null;
    }
  }

  async function take(): Promise<TakenRun | undefined> {
    while (!isClosed) {
      const message = await next();
      if (!message) continue;
      if (isClosed) message.nak();
      else {
        try {
          return toTakenRun(message, leaseMs);
        } catch (error) {
          refuse(message, error);
        }
      }
    }
    return undefined;
  }

  return {
    async add(run) {
      const publish = () => js.publish(jobSubject(run), encodeJob(run), { expect: { lastSubjectSequence: 0 } });
      await untilAvailable(publish, () => isClosed).catch((error: unknown) => {
        if (!isWrongSequence(error)) throw error;
      });
    },
    take() {
      const taken = take();
      taking = taken;
      return taken;
    },
    async runs() {
      const { state } = await jsm.streams.info(JOBS.name, { subjects_filter: JOBS.subjects[0] });
      const tokens = Object.keys(state.subjects ?? {}).map((subject) => subject.slice(subject.lastIndexOf(".") + 1));
      return new Set(tokens.map(fromToken).filter((run) => run !== undefined));
    },
    async load() {
      const {
        num_pending: waiting,
        num_ack_pending: taken,
        num_redelivered: takenAgain,
      } = await jsm.consumers.info(JOBS.name, JOBS.consumer);
      const places = leases().flatMap(({ jobs = [] }) => jobs);
      return {
        waiting,
        taken,
        takenAgain,
        workers: places.length,
        places: places.reduce((sum, jobs) => sum + jobs, 0),
      };
    },
    async close() {
      isClosed = true;
      // A message on its way is delivered to another worker when this one is silent for a lease time.
      request?.stop();
      await taking;
    },
  };
}

/** Reports progress until the run has ended or is given back. @throws if the message is not a job that this version knows. */
function toTakenRun(message: JsMsg, leaseMs: number): TakenRun {
  const run = decodeJob(message.data);
  const timer = setInterval(() => message.working(), leaseMs / REPORTS);
  const forget = () => clearInterval(timer);
  return {
    run,
    forget,
    async done() {
      forget();
      // If this is lost, the job is delivered again, to a worker that finds that the run has ended.
      await message.ackAck().catch(() => false);
    },
    release(delayMs = 0) {
      forget();
      message.nak(delayMs);
    },
  };
}
