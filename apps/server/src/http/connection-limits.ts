/** How many connections there may be: in all, and from one address. */
import { errorReply, type HttpReply } from "./http-reply.ts";
import type { Limits } from "../limits.ts";

export interface ConnectionLimits {
  /** Why nobody from there can come in now; undefined where there is room. */
  check(address: string | undefined): HttpReply | undefined;
  /** One more is in; returns a function that says that it has left. */
  register(address: string | undefined): () => void;
}

const RETRY = { "retry-after": "5" };

export const shuttingDown: HttpReply = errorReply(
  503,
  "expected a server that stays, got one that is going away",
  RETRY,
);

export function createConnectionLimits({ connections, connectionsPerAddress }: Limits): ConnectionLimits {
  const counts = new Map<string, number>();
  let all = 0;

  return {
    check(address = "") {
      if (all >= connections) {
        return errorReply(503, `expected at most ${connections} connections, got one more`, RETRY);
      }
      // A proxy on this machine speaks for everybody.
      if (isLoopback(address) || (counts.get(address) ?? 0) < connectionsPerAddress) return undefined;
      return errorReply(
        429,
        `expected at most ${connectionsPerAddress} connections from one address, got one more`,
        RETRY,
      );
    },
    register(address = "") {
      all += 1;
      counts.set(address, (counts.get(address) ?? 0) + 1);
      return () => {
        all -= 1;
        const left = counts.get(address)! - 1;
        if (left > 0) counts.set(address, left);
        else counts.delete(address);
      };
    },
  };
}

function isLoopback(address: string): boolean {
  return address === "::1" || /^(::ffff:)?127\./.test(address);
}
