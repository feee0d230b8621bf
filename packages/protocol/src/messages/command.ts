/** Commands for a run, as they arrive over the wire. */
import { isSettingName, type Command } from "@epochal/stream/events";
import { checkVariant } from "../validation/check.ts";
import { ProtocolError } from "../close-codes.ts";
import { excerpt } from "../validation/excerpt.ts";
import {
  count,
  finite,
  flag,
  objectWithRest,
  name,
  described,
  exactly,
  optional,
  variant,
  title,
  type Schema,
  wholeNumber,
} from "../validation/fields.ts";

/** A state of the run: one of the two. */
const target = { epoch: optional(count, "Epochs completed."), checkpoint: optional(name, "The name of a checkpoint.") };

export const commandSchemas = {
  pause: variant("pause", "Pauses the training.", {}),
  resume: variant("resume", "Resumes the training.", {}),
  step: variant("step", "Trains a number of epochs, then pauses.", {
    epochs: optional(wholeNumber(1), "Number of epochs. Default 1."),
  }),
  set: described(
    objectWithRest(
      { type: exactly("set"), epochsPerSecond: optional(finite, "Speed limit; 0: none.") },
      described(finite, "A setting of the training."),
    ),
    "Changes the given settings.",
  ),
  checkpoint: variant("checkpoint", "Names the current state.", {
    name: described(name, "A name that is not in use."),
  }),
  undo: variant("undo", "Undoes the newest set or rewind.", {}),
  rewind: variant("rewind", "Returns to an earlier state of the run.", { ...target }),
  branch: variant("branch", "Starts a new run from an earlier state of this one.", {
    ...target,
    run: optional(name, "Id of the new run. Default: a generated one."),
    name: optional(title, "A name for people. Default: the name of this run."),
  }),
  stop: variant("stop", "Ends the run. The model is kept, unless the run is discarded.", {
    discard: optional(flag, "Deletes the run. Default false."),
  }),
} satisfies Record<Command["type"], Schema>;

/** Refuses what no run has, before the log keeps the command. */
function checkSettings({ type: _, ...settings }: { readonly type: string }): void {
  const unknown = Object.keys(settings).find((setting) => !isSettingName(setting));
  if (unknown === undefined) return;
  throw new ProtocolError(
    `decodeCommand: expected names of settings in set, such as learningRate, got ${excerpt(unknown)}`,
  );
}

/**
 * The command in a `command` message.
 * @throws ProtocolError for an unknown type or an invalid field. It is meant for the reply and does not close the connection.
 */
export function decodeCommand(value: { readonly type: string }): Command {
  if (value.type === "set") checkSettings(value);
  return checkVariant("decodeCommand", commandSchemas, value) as Command;
}
