/** Follows the newest message of every subject of a stream: first those that are stored, then new ones, each once and in order. */
import { DeliverPolicy, type JetStreamClient, type JsMsg } from "@nats-io/jetstream";

export interface FollowOptions {
  readonly stream: string;
  readonly subjects: string;
  /** Without the payloads. */
  readonly headersOnly?: boolean;
}

/** Messages on their way to this process. */
const MAX_MESSAGES = 500;
/** A server that is silent for this long is asked again, and one that could not answer after a lost connection. The client's 30 s would be longer than a lease. */
const SILENT_MS = 4000;
/** A stored message may expire before it comes: then no message says that it is the last. */
const RECHECK_MS = 1000;

/**
 * Resolves when all messages that are stored were passed on. Returns a function that ends it.
 * @param onFailure is called with what `onMessage` throws; the next messages follow.
 */
export async function followStream(
  js: JetStreamClient,
  { stream, subjects, headersOnly = false }: FollowOptions,
  onMessage: (message: JsMsg) => void,
  onFailure: (error: unknown) => void,
): Promise<() => Promise<void>> {
  const consumer = await js.consumers.get(stream, {
    deliver_policy: DeliverPolicy.LastPerSubject,
    headers_only: headersOnly,
    filter_subjects: subjects,
  });
  const { num_pending: pending } = await consumer.info(true);
  const loaded = Promise.withResolvers<void>();
  if (pending === 0) loaded.resolve();
  let emptyChecks = 0;

  /** Resolves at the second check without a waiting message: at the first, the last one may be on its way. */
  async function resolveIfEmpty(): Promise<void> {
    const { num_pending: waiting } = await consumer.info().catch(() => ({ num_pending: 1 }));
    emptyChecks = waiting === 0 ? emptyChecks + 1 : 0;
    if (emptyChecks >= 2) loaded.resolve();
  }

  const messages = await consumer.consume({
    max_messages: MAX_MESSAGES,
    expires: SILENT_MS,
    callback(message) {
      try {
        onMessage(message);
      } catch (error) {
        onFailure(error);
      }
      if (message.info.pending === 0) loaded.resolve();
    },
  });
  const recheck = setInterval(() => void resolveIfEmpty(), RECHECK_MS);
  // The consumer is made anew after every failure of the connection, so it only ends when it is closed.
  await loaded.promise;
  clearInterval(recheck);
  return async () => {
    await messages.close();
    await consumer.delete().catch(() => {
      // The server deletes an unused consumer by itself.
    });
  };
}
