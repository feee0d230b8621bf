/** Limits the number of connections: in total, and from one address. */
import type { Limits } from "../../limits.ts";
import { isLoopbackAddress } from "./loopback.ts";
import { errorReply, type HttpReply } from "../http-reply.ts";

export interface ConnectionLimits {
  /** The reply that refuses another connection from an address; undefined if it is allowed. */
  check(address: string | undefined): HttpReply | undefined;
  /** Counts a connection. Returns a function to call when it has closed. */
  register(address: string | undefined): () => void;
}

const RETRY = { "retry-after": "5" };

export const shuttingDown: HttpReply = errorReply(503, "the server is shutting down, retry in 5 s", RETRY);

export function createConnectionLimits({ connections, connectionsPerAddress }: Limits): ConnectionLimits {
  const counts = new Map<string, number>();
  let total = 0;

  return {
    check(address = "") {
      if (total >= connections) {
        return errorReply(503, `the server has reached its limit of ${connections} connections, retry in 5 s`, RETRY);
      }
      // A reverse proxy on this machine has many clients.
      if (isLoopbackAddress(address) || (counts.get(address) ?? 0) < connectionsPerAddress) return undefined;
      return errorReply(429, `at most ${connectionsPerAddress} connections from one address, retry in 5 s`, RETRY);
    },
    register(address = "") {
      total += 1;
      counts.set(address, (counts.get(address) ?? 0) + 1);
      return () => {
        total -= 1;
        const left = counts.get(address)! - 1;
        if (left > 0) counts.set(address, left);
        else counts.delete(address);
      };
    },
  };
}
