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
  | { readonly kind: "runs"; readonly runs: readonly RunInfo[] }
  /** The server needs a token, or does not know the given one. */
  | { readonly kind: "locked" }
  | { readonly kind: "failed"; readonly reason: string };

/** The time for a whole reply. */
export const TIMEOUT_MS = 30_000;

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
    return { kind: "runs", runs: (await response.json()) as RunInfo[] };
  } catch {
    return { kind: "failed", reason: "the server cannot be reached" };
  }
}
