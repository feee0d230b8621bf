/** What happened to a run, in words. */
import type { CommandedEvent } from "@epochal/stream/events";
import { formatSetting } from "../numbers/format.ts";
import type { ActivityFact, UndoableEdit } from "../run-state/run-state.ts";
import { describeEnd } from "./describe.ts";

/** The entry's kind in one word: `applied`, `refused`, `noticed`, `printed`; empty for an end, which says itself what it is. */
export function describeKind({ kind }: Pick<ActivityFact, "kind">): string {
  return kind === "finished" || kind === "interrupted" ? "" : kind;
}

/** The entry itself, without its kind and without a full stop. */
export function describeActivity(entry: ActivityFact): string {
  switch (entry.kind) {
    case "applied":
      return describeApplied(entry) + bySender(entry.event);
    case "refused":
      return `${entry.event.command.type}${bySender(entry.event)}: ${entry.event.reason ?? "no reason given"}`;
    case "noticed":
      return entry.event.text;
    case "interrupted":
      return `interrupted at epoch ${entry.epoch}: the run's process ended before it did`;
    case "finished":
      return describeEnd(entry.event);
    case "printed":
      return entry.text;
  }
}

/** The name that the sender of the command gave itself. */
function bySender({ by }: CommandedEvent): string {
  return by === undefined ? "" : `, by ${by}`;
}

function describeApplied({ event, learningRateBefore, undoneEdit }: ActivityFact & { kind: "applied" }): string {
  const { command, epoch } = event;
  switch (command.type) {
    case "pause":
      return `paused at epoch ${epoch}`;
    case "resume":
      return `resumed at epoch ${epoch}`;
    case "step": {
      const { epochs = 1 } = command;
      return `${epochs === 1 ? "one epoch" : `${epochs} epochs`} from epoch ${epoch}`;
    }
    case "set":
      return `${describeSettings(command, learningRateBefore)} at epoch ${epoch}`;
    case "checkpoint":
      return `checkpoint “${command.name}” at epoch ${epoch}`;
    case "undo":
      return describeUndo(undoneEdit, epoch);
    case "rewind":
      return `rewound to epoch ${epoch}`;
    case "branch":
      return `branched at epoch ${epoch}${event.branch ? `: run ${event.branch}` : ""}`;
    case "stop":
      return `stopped at epoch ${epoch}${command.discard ? ", discarded" : ""}`;
    // A server of a later version may have other commands.
    default:
      return `${(command satisfies never as CommandedEvent["command"]).type} at epoch ${epoch}`;
  }
}

function describeSettings(
  { type: _, by: __, learningRate, epochsPerSecond, ...others }: CommandedEvent["command"] & { type: "set" },
  learningRateBefore: number | undefined,
): string {
  const changes = [
    learningRate !== undefined && `lr ${formatSetting(learningRateBefore)} → ${formatSetting(learningRate)}`,
    ...Object.entries(others).map(([name, value]) => `${name} ${formatSetting(value)}`),
    epochsPerSecond !== undefined && (epochsPerSecond ? `speed ${epochsPerSecond} epochs/s` : "speed unlimited"),
  ];
  return changes.filter((change) => change !== false).join(", ");
}

/** Undoing a rewind retrains the discarded epochs from the rewind point. */
function describeUndo(edit: UndoableEdit | undefined, epoch: number): string {
  if (edit?.command.type === "rewind" && edit.epoch > epoch) {
    return `rewind undone: from epoch ${epoch} as before, to ${edit.epoch}`;
  }
  if (edit?.command.type !== "set") return `undone: now at epoch ${epoch}`;
  const { type: _, by: __, epochsPerSecond: ___, learningRate: rate, ...others } = edit.command;
  const changes = [
    rate !== undefined && `lr back to ${formatSetting(edit.learningRate)} (was ${formatSetting(rate)})`,
    ...Object.entries(others).map(([name, value]) => `${name} ${formatSetting(value)} undone`),
  ];
  return `${changes.filter((change) => change !== false).join(", ")} at epoch ${epoch}`;
}
