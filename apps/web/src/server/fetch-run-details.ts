/** What the list says about a run besides its status: from the events that the server sends in mode `latest`, which are few. */
import { TIMEOUT_MS } from "./fetch-runs.ts";
import type { PageAddress } from "./page-address.ts";

export interface RunDetails {
  readonly target: string | undefined;
  /** The lowest loss so far: on the validation rows, else on the training rows. */
  readonly bestLoss: number | undefined;
  /** The score on the test rows of a finished run, such as `r2 0.91`. */
  readonly testScore: { readonly name: string; readonly value: number } | undefined;
}

/** The parts of a message that are read. */
interface Message {
  readonly type: string;
  readonly chunk?: Chunk;
  readonly rollup?: Readonly<Record<string, { readonly min: number } | undefined>>;
}

interface Chunk {
  readonly type: string;
  readonly data?: { readonly columns?: { readonly targets: readonly string[] } };
  readonly loss?: readonly number[];
  readonly validationLoss?: readonly number[];
  readonly report?: Readonly<Record<string, { readonly network: Readonly<Record<string, number>> } | undefined>>;
}

/** The score that the list shows, the first one that a run has. */
const SCORES = ["accuracy", "r2", "rmse"];

/** Undefined if the server does not reply as expected. Never rejects. */
export async function fetchRunDetails({ server, token }: PageAddress, id: string): Promise<RunDetails | undefined> {
  try {
    const headers = {
      accept: "application/x-ndjson",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const response = await fetch(`${server}/v1/runs/${encodeURIComponent(id)}/events?mode=latest`, {
      headers,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) return undefined;
    const lines = (await response.text()).split("\n").filter((line) => line !== "");
    return summarize(lines.map((line) => JSON.parse(line) as Message));
  } catch {
    return undefined;
  }
}

function summarize(messages: readonly Message[]): RunDetails {
  const chunks = messages.flatMap(({ chunk }) => (chunk ? [chunk] : []));
  const targets = chunks.find(({ type }) => type === "started")?.data?.columns?.targets;
  const report = chunks.find(({ type }) => type === "finished")?.report;
  const scores = report?.["test"]?.network;
  const name = SCORES.find((score) => scores?.[score] !== undefined);
  return {
    target: targets?.join(", "),
    bestLoss: lowest(messages, "validationLoss") ?? lowest(messages, "loss"),
    testScore: name === undefined ? undefined : { name, value: scores![name]! },
  };
}

/** The lowest loss of the epochs that were sent, and of those that were only summed up. */
function lowest(messages: readonly Message[], column: "loss" | "validationLoss"): number | undefined {
  const values = messages.flatMap(({ chunk, rollup }) => [...(chunk?.[column] ?? []), ...minOf(rollup?.[column])]);
  return values.length === 0 ? undefined : values.reduce((least, value) => Math.min(least, value));
}

function minOf(sums: { readonly min: number } | undefined): readonly number[] {
  return sums ? [sums.min] : [];
}
