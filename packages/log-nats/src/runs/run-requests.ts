/** Requests to the process that trains a run: NATS' own requests, to a subject of the run. They are not stored. */
import type { RunRequests } from "@epochal/log";
import { errors, type NatsConnection } from "@nats-io/transport-node";
import { toToken } from "../messages/tokens.ts";

const REPLY_MS = 5000;
/** A server of a cluster may not know yet that a process answers. */
const ATTEMPTS = 4;
const RETRY_MS = 250;

const subjectOfRequests = (run: string): string => `epochal.request.${toToken(run)}`;

export function createRunRequests(connection: NatsConnection): RunRequests {
  async function send(run: string, request: string, attempts = ATTEMPTS): Promise<string | undefined> {
    try {
      return (await connection.request(subjectOfRequests(run), request, { timeout: REPLY_MS })).string();
    } catch (error) {
      const hasNoReply = error instanceof errors.TimeoutError || error instanceof errors.RequestError;
      if (!hasNoReply) throw error;
      if (error instanceof errors.TimeoutError || attempts <= 1) return undefined;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    return send(run, request, attempts - 1);
  }

  return {
    send: (run, request) => send(run, request),
    answer(run, reply) {
      const subscription = connection.subscribe(subjectOfRequests(run), {
        callback(error, message) {
          if (error !== null) return;
          const respond = (text: string) => void message.respond(text);
          void reply(message.string()).then(respond, () => {
            // A request that this version does not know.
          });
        },
      });
      return () => {
        if (!connection.isClosed()) subscription.unsubscribe();
      };
    },
  };
}
