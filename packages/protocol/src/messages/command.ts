/** A wish about a run, as it comes over the wire. */
import type { Command } from "@epochal/stream/events";
import { z } from "zod/mini";
import { check } from "../validation/check.ts";
import { ProtocolError } from "../close-codes.ts";
import { excerpt } from "../validation/excerpt.ts";
import { count, finite, flag, name, object, described, text, wholeNumber } from "../validation/fields.ts";

/** Of two ways to say it, one. */
const target = {
  epoch: described(z.optional(count), "Epochs completed."),
  checkpoint: described(z.optional(name), "The name of a checkpoint."),
};

export const commandSchemas = {
  pause: described(object({ type: z.literal("pause") }), "Trains no further until it is told to."),
  resume: described(object({ type: z.literal("resume") }), "Trains on."),
  step: described(
    object({ type: z.literal("step"), epochs: described(z.optional(wholeNumber(1)), "How many. Default 1.") }),
    "Trains so many epochs and pauses again.",
  ),
  set: described(
    z.catchall(
      z.object(
        {
          type: z.literal("set"),
          epochsPerSecond: described(z.optional(finite), "For people to watch; 0 is as fast as it goes."),
        },
        "an object",
      ),
      described(finite, "A setting of the training, by its name."),
    ),
    "Changes what is named.",
  ),
  checkpoint: described(
    object({ type: z.literal("checkpoint"), name: described(name, "One that no other has.") }),
    "Names the state of now.",
  ),
  undo: described(object({ type: z.literal("undo") }), "Takes back the newest set or rewind."),
  rewind: described(object({ type: z.literal("rewind"), ...target }), "Back to a state that the run has been in."),
  branch: described(
    object({
      type: z.literal("branch"),
      ...target,
      run: described(z.optional(name), "Id of the new run. Default: a new one."),
      name: described(z.optional(text), "For people. Default: that of this run."),
    }),
    "A new run begins at a state that this one has been in.",
  ),
  stop: described(
    object({ type: z.literal("stop"), discard: described(z.optional(flag), "Keeps nothing. Default false.") }),
    "Ends the run; what was learned is kept, unless it is discarded.",
  ),
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
