/** A wish that is not granted: see the codes in PROTOCOL.md, "accepted, refused". */
import type { ReplyMessage } from "@epochal/protocol";

export interface Refusal {
  /** Why, for programs. */
  readonly code: string;
  /** Why, in words: what was expected, and what came. */
  readonly reason: string;
  /** Whether the same may work later. */
  readonly retry: boolean;
}

export function createRefusal(code: string, reason: string, { retry = false }: { retry?: boolean } = {}): Refusal {
  return { code, reason, retry };
}

export function tooLarge(most: string, got: number): Refusal {
  return createRefusal("tooMuchData", `expected ${most}, got ${got}`);
}

export function tooManyActivations(most: number, got: number): Refusal {
  return tooLarge(`at most ${most} units in all layers times rows of a batch`, got);
}

/** @param where the kind of message that is refused. */
export function refusedReply(id: string, where: "command" | "start", { code, reason, retry }: Refusal): ReplyMessage {
  return { type: "refused", id, code, reason: `${where}: ${reason}`, retry };
}
