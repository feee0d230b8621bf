/** An event as one line of JSON. */
import { snapshotToJson } from "@epochal/core";
import type { TrainingEvent } from "@epochal/stream/events";

export function toNdjson(event: TrainingEvent): string {
  return JSON.stringify(event.type === "snapshot" ? { ...event, snapshot: snapshotToJson(event.snapshot) } : event);
}
