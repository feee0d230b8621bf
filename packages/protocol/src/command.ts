/** A wish about a run, as it comes over the wire. */
import type { Command } from "@epochal/stream/events";
import { z } from "zod/mini";
import { check } from "./check.ts";
import { ProtocolError } from "./close-codes.ts";
import { excerpt } from "./excerpt.ts";
import { finite, only, said, wholeNumber } from "./fields.ts";

export const commandSchemas = {
  pause: said(only({ type: z.literal("pause") }), "Trains no further until it is told to."),
  resume: said(only({ type: z.literal("resume") }), "Trains on."),
  step: said(
    only({ type: z.literal("step"), epochs: said(z.optional(wholeNumber(1)), "How many. Default 1.") }),
    "Trains so many epochs and pauses again.",
  ),
  set: said(
    only({
      type: z.literal("set"),
      learningRate: said(z.optional(finite), "How far each update goes."),
      epochsPerSecond: said(z.optional(finite), "For people to watch; 0 is as fast as it goes."),
    }),
    "Changes what is named.",
  ),
  stop: said(only({ type: z.literal("stop") }), "Ends the run; what was learned is kept."),
} satisfies Record<Command["type"], z.ZodMiniType>;

/**
 * The command that a `command` message carries.
 * @throws ProtocolError for a type or a field that is not known here: it is for whoever sent it, and closes nothing.
 */
export function decodeCommand(value: { readonly type: string }): Command {
  const { type } = value;
  if (!Object.hasOwn(commandSchemas, type)) {
    const types = Object.keys(commandSchemas).map((known) => `"${known}"`);
    throw new ProtocolError(`decodeCommand: expected type ${types.join(", ")}, got ${excerpt(type)}`);
  }
  return check("decodeCommand", commandSchemas[type as Command["type"]], value, type) as Command;
}
