/** Runs scenarios in workers and stores all their events. */
import { compressData, openLog } from "@epochal/log";
import { startRun, type Command, type EventChunk, type Run } from "@epochal/stream";
import type { EpochEvent, TrainingEvent } from "@epochal/stream/events";
import { firstValueFrom } from "rxjs";
import { filter } from "rxjs/operators";
import type { Scenario } from "./scenarios.ts";

export interface Recorded {
  readonly id: string;
  /** The size of its events in the store. */
  readonly bytes: number;
  readonly chunks: readonly EventChunk[];
}

/** Records all runs of the scenarios, branches included. */
export async function recordScenarios(store: string, stories: readonly Scenario[]): Promise<Recorded[]> {
  const log = openLog(store);
  const recorded: Recorded[] = [];
  try {
    for (const { id, spec, data, commands } of stories) {
      const rows = await compressData(data);
      const branches: Promise<void>[] = [];
      const storeRun = async (run: Run, name: string): Promise<void> => {
        const chunks = await collectChunks(run);
        log.createRun({ id: name, name, spec, data: rows, ...(run.parent !== undefined && { parent: run.parent }) });
        log.append(name, chunks);
        recorded.push({ id: name, bytes: log.run(name)!.bytes, chunks });
      };
      const onBranch = (branch: Run) => branches.push(storeRun(branch, `${branch.id} of ${id}`));
      const run = startRun(spec, data, { id, worker: true, onBranch });
      const stored = storeRun(run, id);
      await steer(run, commands);
      await stored;
      await Promise.all(branches);
    }
  } finally {
    log.close();
  }
  return recorded;
}

function collectChunks(run: Run): Promise<EventChunk[]> {
  return new Promise((resolve, reject) => {
    const chunks: EventChunk[] = [];
    run.chunks$.subscribe({ next: (chunk) => chunks.push(chunk), error: reject, complete: () => resolve(chunks) });
  });
}

/** Sends each command after the reply to the previous one, and after the epochs that a step requested. */
async function steer(run: Run, commands: readonly Command[]): Promise<void> {
  let seq = 0;
  const next = <Event extends TrainingEvent>(isIt: (event: TrainingEvent) => event is Event) =>
    firstValueFrom(run.events$.pipe(filter((event): event is Event => event.seq > seq && isIt(event))));
  for (const command of commands) {
    const reply = next((event) => event.type === "commanded");
    run.command(command);
    const { outcome, reason, epoch, seq: answeredSeq } = await reply;
    if (outcome === "refused") throw new Error(`recordScenarios: ${command.type} was rejected: ${reason}`);
    seq = answeredSeq;
    if (command.type !== "step") continue;
    const last = epoch + (command.epochs ?? 1);
    ({ seq } = await next((event): event is EpochEvent => event.type === "epoch" && event.epoch === last));
  }
}
