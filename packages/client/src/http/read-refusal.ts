/** The JSON body of a rejected request: see PROTOCOL.md, "Rejected requests". */

export interface Refusal {
  /** Empty without one, such as from a proxy in between. */
  readonly reason: string;
  readonly code: string | undefined;
}

export function readRefusal(body: string | undefined): Refusal {
  try {
    const { error, code } = JSON.parse(body!) as { error?: unknown; code?: unknown };
    return { reason: typeof error === "string" ? error : "", code: typeof code === "string" ? code : undefined };
  } catch {
    return { reason: "", code: undefined };
  }
}
