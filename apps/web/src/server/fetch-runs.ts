/** The runs of the server, newest first, as `GET /v1/runs` replies. */
import type { PageAddress } from "./page-address.ts";

export interface RunInfo {
  readonly id: string;
  readonly name: string;
  readonly parent?: string;
  readonly head: number;
  /** The number of subscriptions to it. */
  readonly viewers?: number;
  readonly status: "queued" | "running" | "finished" | "interrupted" | "cancelled";
  readonly reason?: string;
  /** In ms since 1970. */
  readonly started: number;
  readonly epoch: number;
  readonly epochs: number;
}

export type RunsReply =
  /** The newest of them, and the number of all. */
  | { readonly kind: "runs"; readonly runs: readonly RunInfo[]; readonly count: number }
  /** The server needs a token, or does not know the given one. */
  | { readonly kind: "locked" }
  | { readonly kind: "failed"; readonly reason: string };

/** The time for a whole reply. */
export const TIMEOUT_MS = 30_000;

/** More rows would keep the browser busy for seconds. */
const MAX_SHOWN = 1000;
const NO_LIST =
  "the server replied with something else than its runs: reload the page, or see whether a proxy is in between";

/** Never rejects. */
export async function fetchRuns({ server, token }: PageAddress): Promise<RunsReply> {
  try {
    const headers = { accept: "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    const response = await fetch(`${server}/v1/runs`, {
      headers,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status === 401) return { kind: "locked" };
    if (!response.ok) return { kind: "failed", reason: `the server replied ${response.status}` };
    const runs: unknown = await response.json();
    if (isRunList(runs)) return { kind: "runs", runs: runs.slice(0, MAX_SHOWN), count: runs.length };
    return { kind: "failed", reason: NO_LIST };
  } catch (error) {
    return { kind: "failed", reason: error instanceof SyntaxError ? NO_LIST : "the server cannot be reached" };
  }
}

function isRunList(value: unknown): value is readonly RunInfo[] {
  return Array.isArray(value) && value.every((run: RunInfo | null) => typeof run?.id === "string" && typeof run.name === "string"); // prettier-ignore
}
