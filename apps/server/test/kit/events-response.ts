/** A client that reads a run's events as a response, message by message; and a run that emits what a test says. */
import { decodeServerMessage, type ReceivedMessage } from "@epochal/protocol";
import type { Run } from "@epochal/stream";
import { eventsOf, type EventChunk, type TrainingEvent } from "@epochal/stream/events";
import { concatMap, ReplaySubject } from "rxjs";
import { onTestFinished } from "vitest";
import type { EpochalServer } from "../../src/index.ts";

/** A part of the response: a line of NDJSON, or a block of Server-Sent Events. */
export interface Part {
  readonly message?: ReceivedMessage;
  readonly event?: string;
  readonly id?: string;
  readonly retry?: number;
  readonly comment?: string;
}

export interface EventsResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Resolves to the next part; undefined at the end. */
  next(): Promise<Part | undefined>;
  /** Resolves to all parts up to and including the first that is wanted, or up to the end. */
  until(isWanted: (part: Part) => boolean): Promise<Part[]>;
  /** Resolves to all further parts. */
  rest(): Promise<Part[]>;
  disconnect(): void;
}

/** Opens the events of a run. @param path after `/v1/runs/`. */
export async function openEvents(
  server: Pick<EpochalServer, "url">,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventsResponse> {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const url = `${server.url.replace(/^ws/, "http")}/v1/runs/${path}`;
  const response = await fetch(url, { headers, signal: leaving.signal });
  const isSse = response.headers.get("content-type") === "text/event-stream";
  const parts = read(response, isSse ? "\n\n" : "\n", isSse ? sseOf : lineOf);

  async function until(isWanted: (part: Part) => boolean): Promise<Part[]> {
    const all: Part[] = [];
    for (;;) {
      const { value, done } = await parts.next();
      if (done) return all;
      all.push(value);
      if (isWanted(value)) return all;
    }
  }

  return {
    status: response.status,
    headers: response.headers,
    next: async () => (await parts.next()).value ?? undefined,
    until,
    rest: () => until(() => false),
    disconnect: () => leaving.abort(),
  };
}

async function* read(response: Response, end: string, parse: (text: string) => Part): AsyncGenerator<Part, void> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes as Uint8Array, { stream: true });
    const texts = text.split(end);
    text = texts.pop()!;
    for (const whole of texts) yield parse(whole);
  }
  if (text !== "") throw new Error(`expected whole messages, got ${text}`);
}

function lineOf(line: string): Part {
  const message = decodeServerMessage(line);
  return message ? { message } : {};
}

function sseOf(block: string): Part {
  const fields = Object.fromEntries(
    block.split("\n").map((line) => {
      const [, name = "", value = ""] = /^([^:]*): ?(.*)$/.exec(line) ?? [];
      return [name === "" ? "comment" : name, value];
    }),
  );
  const { event, id, retry, data, comment } = fields;
  return {
    ...(event !== undefined && { event }),
    ...(id !== undefined && { id }),
    ...(retry !== undefined && { retry: Number(retry) }),
    ...(comment !== undefined && { comment }),
    ...(data !== undefined && lineOf(data)),
  };
}

export function messagesOf(parts: readonly Part[]): ReceivedMessage[] {
  return parts.flatMap(({ message }) => message ?? []);
}

/** A run that emits what a test says, for `server.show`. */
export function createScriptedRun(id: string) {
  const chunks$ = new ReplaySubject<EventChunk>();
  const events: TrainingEvent[] = [];
  function emit(chunk: EventChunk): void {
    events.push(...eventsOf(chunk));
    chunks$.next(chunk);
  }
  const run: Run = {
    id,
    name: id,
    chunks$,
    events$: chunks$.pipe(concatMap((chunk) => eventsOf(chunk))),
    command() {},
    dispose() {},
  };
  return {
    run,
    events,
    /** Emits N more epochs, in one chunk. */
    epochs: (count: number): void => {
      const column = Float64Array.from({ length: count }, (_, i) => 1 / (events.length + i + 1));
      const [seq, epoch] = [events.length + 1, events.filter(({ type }) => type === "epoch").length + 1];
      emit({ type: "epochs", seq, time: seq, epoch, loss: column, learningRate: column, gradientNorm: column });
    },
    notice: (text: string): void => emit({ type: "noticed", seq: events.length + 1, time: 0, epoch: 0, text }),
    breakOff: () => chunks$.error(new Error("cut short")),
  };
}
