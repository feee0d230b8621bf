/** Publishes the messages of a run: each once and after the one before, however long the server is away. */
import { headers, type MsgHdrs } from "@nats-io/transport-node";
import type { KnownHead } from "./catalogue.ts";
import type { Draft } from "./draft.ts";
import { isUnheard, isWrongSequence, storeError, untilAvailable } from "../connection/failures.ts";
import { joinEncoded } from "../messages/message.ts";
import type { Objects } from "../messages/object-store.ts";
import { OBJECT_HEADER } from "../messages/read-run.ts";
import { STREAM, subjectOf, type Resources } from "../connection/resources.ts";
import type { RunMessages } from "../messages/run-messages.ts";
import { headToHeader, type RunEntry, type RunHead } from "./run-state.ts";
import { toToken } from "../messages/tokens.ts";

export interface PublishContext extends Pick<Resources, "js" | "jsm" | "connection"> {
  readonly address: string;
  /** The id of this process as a writer. */
  readonly writer: string;
  readonly now: () => number;
  readonly objects: Objects;
  readonly messages: RunMessages;
  /** Whether nothing waits for a server that is away any more. */
  readonly hasGivenUp: () => boolean;
  /** Is called when a message was stored. @param isOwn whether the run is or was a run of this process. */
  readonly onStored: (id: string, known: KnownHead, isOwn: boolean) => void;
  /** Builds the error for a run that is not running in this process. */
  readonly notRunningError: (id: string) => Error;
  /** Is called with a run that has ended, or that another process has interrupted. */
  readonly onEnd: (id: string) => void;
}

/** A run and its newest stored message. */
export interface PublishedRun {
  readonly entry: RunEntry;
  readonly isOwn: boolean;
  known: KnownHead;
}

/** A payload that is larger is an object. A message also has headers; servers allow 1 MiB by default. */
const MAX_PAYLOAD_BYTES = 512 * 1024;
/** A message without an answer is published again after this time. */
const PUBLISH_MS = 2000;
/** The payload of a message that only says how far the run is, or whose appends are an object. */
export const NO_PAYLOAD = new Uint8Array(0);

/** Publishes a message, whose payload is an object if it is large. */
export async function publishDraft(context: PublishContext, run: PublishedRun, { parts, head }: Draft): Promise<void> {
  const { connection, address, objects } = context;
  const payload = joinEncoded(parts);
  const maxPayload = Math.min(MAX_PAYLOAD_BYTES, (connection.info?.max_payload ?? Infinity) / 2);
  if (payload.length <= maxPayload) return publish(context, run, payload, head);
  const count = (head.objects ?? 0) + 1;
  const name = appendObject(run.entry.log, count);
  await untilAvailable(
    () => objects.put(name, payload),
    () => isOver(context),
  ).catch((error: unknown) => {
    throw storeError("log.append", address, error);
  });
  await publish(context, run, NO_PAYLOAD, { ...head, objects: count }, name);
}

/** Nothing waits for a server that is away when the connection is closed, or the process is about to end. */
const isOver = ({ connection, hasGivenUp }: PublishContext) => connection.isClosed() || hasGivenUp();

/**
 * Publishes the next message of a run. The server refuses it if there is a newer message than this process knows, and recognizes
 * a message that it has already stored.
 */
export async function publish(
  context: PublishContext,
  run: PublishedRun,
  payload: Uint8Array,
  head: RunHead,
  object?: string,
): Promise<void> {
  const { js, jsm, address, writer } = context;
  const { id, log } = run.entry;
  const state = head.failure === undefined ? (head.status ?? "running") : "failed";
  const msgID = `${log}:${run.known.head.head + 1}:${state}:${writer}`;
  const publishOptions = {
    msgID,
    expect: { streamName: STREAM, lastSubjectSequence: run.known.seq },
    headers: headersOf(head, object),
    timeout: PUBLISH_MS,
  };
  try {
    const publishing = () =>
      js.publish(subjectOf(toToken(id)), payload, publishOptions).catch(async (error: unknown) => {
        // Throws if the stream was deleted: no wait would help.
        if (isUnheard(error)) await jsm.streams.info(STREAM);
        throw error;
      });
    const { seq } = await untilAvailable(publishing, () => isOver(context));
    stored(context, run, head, seq);
  } catch (error) {
    if (!isWrongSequence(error)) throw storeError("log.append", address, error);
    await resolveConflict(context, run, head, msgID);
  }
}

/** Another message is the newest: an earlier attempt of ours, or that of a process that has interrupted the run. */
async function resolveConflict(
  context: PublishContext,
  run: PublishedRun,
  head: RunHead,
  msgID: string,
): Promise<void> {
  const { messages, address, onEnd, notRunningError } = context;
  const { id } = run.entry;
  const finding = () => messages.next(id, run.known.seq + 1);
  const newest = await untilAvailable(finding, () => isOver(context)).catch((error: unknown) => {
    throw storeError("log.append", address, error);
  });
  if (newest?.headers.get("Nats-Msg-Id") === msgID) {
    stored(context, run, head, newest.seq);
    return;
  }
  if (!newest) throw await failDeleted(context, run);
  stored(context, run, newest.head, newest.seq);
  onEnd(id);
  throw notRunningError(id);
}

/** Another program has deleted the newest event of a run, so that no event can follow it: the run ends for good. Returns why. */
async function failDeleted(context: PublishContext, run: PublishedRun): Promise<RangeError> {
  const { js, messages, onEnd } = context;
  const { id, log } = run.entry;
  const { epoch } = run.known.head;
  const failure = "another program has deleted its events from the log";
  const head: RunHead = { log, head: 0, epoch, bytes: 0, status: "interrupted", ended: context.now(), failure };
  try {
    const lastSubjectSequence = (await messages.newest(id))?.seq ?? 0;
    const expect = { streamName: STREAM, lastSubjectSequence };
    const publishOptions = { expect, headers: headersOf(head, undefined), timeout: PUBLISH_MS };
    const { seq } = await js.publish(subjectOf(toToken(id)), NO_PAYLOAD, publishOptions);
    stored(context, run, head, seq);
  } finally {
    onEnd(id);
  }
  return new RangeError(`log.append: expected the newest event of "${id}" in the log, got none: ${failure}`);
}

function stored({ onStored, onEnd }: PublishContext, run: PublishedRun, head: RunHead, seq: number): void {
  run.known = { head, seq };
  if (head.status !== undefined) onEnd(run.entry.id);
  onStored(run.entry.id, run.known, run.isOwn);
}

/** The object with the n-th append of a run that was larger than a message. */
export const appendObject = (log: string, count: number): string => `events.${log}.${count}`;

function headersOf(head: RunHead, object: string | undefined): MsgHdrs {
  const all = headers();
  all.set(...headToHeader(head));
  if (object !== undefined) all.set(OBJECT_HEADER, object);
  return all;
}
