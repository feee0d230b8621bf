/** Messages of a client; see PROTOCOL.md. */
import { parseJson } from "@epochal/core";
import { checkVariant, parseFrame } from "../validation/check.ts";
import type { InferOutput } from "valibot";
import { clientSchemas } from "./client-schemas.ts";

/** Any message of a client: `subscribe`, `unsubscribe`, `ack`, `command`, `start` or `ping`. */
export type ClientMessage = InferOutput<(typeof clientSchemas)[keyof typeof clientSchemas]>;

/** Which of a run's events a subscription receives. */
export type Mode = NonNullable<InferOutput<(typeof clientSchemas)["subscribe"]>["mode"]>;

/** The most lists and objects, and strings, names of fields among them: a training has a list for each of its columns. */
const LIMITS = { maxContainers: 50_000, maxStrings: 100_000 };

const parseClientJson = (json: string, where: string): unknown => parseJson(json, where, LIMITS);

/**
 * The message in a frame.
 * @throws ProtocolError with a close code if it is not a valid message.
 */
export function decodeClientMessage(frame: string): ClientMessage {
  const where = "decodeClientMessage";
  return checkVariant(where, clientSchemas, parseFrame(where, frame, parseClientJson));
}
