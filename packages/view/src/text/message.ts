/** The newest message to the viewer that no event carries: a reply to a key, a rejected action, a written file. */
import type { ActivityEntry } from "../run-state/run-state.ts";
import { describeActivity } from "./describe-activity.ts";

export type Message =
  | { readonly kind: "info"; readonly text: string }
  /** Why an action is not possible. */
  | { readonly kind: "rejected"; readonly text: string }
  /** The run refused a command; the activity log has the same entry. */
  | { readonly kind: "refused"; readonly entry: ActivityEntry }
  /** A command did not reach the run. */
  | { readonly kind: "undelivered"; readonly reason: string }
  | { readonly kind: "exported"; readonly file: string }
  | { readonly kind: "exportFailed"; readonly reason: string };

export interface DescribedMessage {
  readonly text: string;
  readonly level: "info" | "success" | "warning";
}

export function describeMessage(message: Message): DescribedMessage {
  switch (message.kind) {
    case "info":
    case "rejected":
      return { text: message.text, level: message.kind === "info" ? "info" : "warning" };
    case "refused":
      return { text: `refused: ${describeActivity(message.entry)}`, level: "warning" };
    case "undelivered":
      return { text: `refused: ${message.reason}`, level: "warning" };
    case "exported":
      return { text: `written to ${message.file}`, level: "success" };
    case "exportFailed":
      return { text: message.reason, level: "warning" };
  }
}
