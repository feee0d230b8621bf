/** What a client sends; see PROTOCOL.md. The schemas are the one source of the types and of what a server accepts. */
import { z } from "zod/mini";
import { ProtocolError } from "./close-codes.ts";
import { parseCursor } from "./cursor.ts";
import { excerpt } from "./excerpt.ts";

const NAME = "a string of 1 to 64 characters";
const name = z.string().check(z.minLength(1, NAME), z.maxLength(64, NAME));

const after = z
  .string()
  .check(
    z.refine(
      (text) => text === "start" || text === "live" || parseCursor(text) !== undefined,
      '"start", "live" or a cursor such as "4f1c22ab:318"',
    ),
  );

const schemas = {
  subscribe: z.object({ type: z.literal("subscribe"), id: name, run: name, after: z.optional(after) }),
  unsubscribe: z.object({ type: z.literal("unsubscribe"), id: name }),
  ping: z.object({ type: z.literal("ping"), n: z.number() }),
};

export type ClientMessage = z.infer<(typeof schemas)[keyof typeof schemas]>;

export function encodeClientMessage(message: ClientMessage): string {
  return JSON.stringify(message);
}

/**
 * The message a frame holds.
 * @throws ProtocolError with the close code for what is no message.
 */
export function decodeClientMessage(frame: string): ClientMessage {
  const where = "decodeClientMessage";
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    throw new ProtocolError(`${where}: expected a JSON object, got ${excerpt(frame)}`);
  }
  if (typeof value !== "object" || value === null || !("type" in value)) {
    throw new ProtocolError(`${where}: expected a JSON object with a type, got ${excerpt(value)}`);
  }
  const { type } = value;
  if (typeof type !== "string" || !Object.hasOwn(schemas, type)) {
    const types = Object.keys(schemas).map((known) => `"${known}"`);
    throw new ProtocolError(`${where}: expected type ${types.join(", ")}, got ${excerpt(type)}`);
  }
  const { success, data, error } = schemas[type as keyof typeof schemas].safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  const path = issue?.path.join(".") ?? "";
  const expected = issue?.code === "invalid_type" ? `a ${issue.expected}` : issue?.message;
  const got = (value as Record<string, unknown>)[path];
  throw new ProtocolError(`${where}: expected ${path} of ${type} to be ${expected}, got ${excerpt(got)}`);
}
