/** Adds up the stored events of a run in a thread of its own, which reads the store by itself: millions of events need not be copied. */
import { readLog } from "@epochal/log";
import type { ThreadData } from "@epochal/stream/thread";
import { workerData } from "node:worker_threads";
import { addUpEvents } from "./add-up-events.ts";

export interface RollupTask {
  /** The file of the store. */
  readonly path: string;
  readonly run: string;
  /** The identity of its events: the file may have been replaced. */
  readonly log: string;
  readonly head: number;
}

const { path, run, log, head, port } = workerData as ThreadData<RollupTask>;
const reader = readLog(path);
if (reader.run(run)?.log !== log) throw new Error(`readLog: expected the run "${run}" with the log ${log} in ${path}`);
const rollups = await addUpEvents((id, after, limit) => reader.read(id, after, limit), run, head);
reader.close();
port.postMessage(rollups.toData());
port.close();
