/** A request that is refused; the codes are in PROTOCOL.md, "accepted, refused". */
import type { ReplyMessage } from "@epochal/protocol";

export interface Refusal {
  /** The reason, for programs. */
  readonly code: string;
  /** The reason, for people. */
  readonly reason: string;
  /** Whether the same request may succeed later. */
  readonly retry: boolean;
}

export function createRefusal(code: string, reason: string, { retry = false }: { retry?: boolean } = {}): Refusal {
  return { code, reason, retry };
}

export const SHUTTING_DOWN = "the server is shutting down";

export const shuttingDown: Refusal = createRefusal("failed", SHUTTING_DOWN, { retry: true });

export const readOnlyServer: Refusal = createRefusal(
  "noSteering",
  "this server is read-only, because it was started without a token (--token)",
);

export const viewOnlyToken: Refusal = createRefusal(
  "noSteering",
  "this token only lets its clients watch; to control runs, use the server's token (--token)",
);

export const tooManyUnanswered: Refusal = createRefusal(
  "failed",
  "too many requests of this connection wait for their reply; wait for some",
  { retry: true },
);

export const tooManyCommands: Refusal = createRefusal(
  "failed",
  "too many commands of all clients wait to be stored; retry later",
  { retry: true },
);

export function tooManyActivations(max: number, got: number): Refusal {
  return createRefusal("tooMuchData", `expected at most ${max} units of all layers × rows of a batch, got ${got}`);
}

/** The reply on the wire. @param request the kind of message that is refused. */
export function refusedReply(id: string, request: "command" | "start", { code, reason, retry }: Refusal): ReplyMessage {
  return { type: "refused", id, code, reason: `${request}: ${reason}`, retry };
}
