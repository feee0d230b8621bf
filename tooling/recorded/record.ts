/** Has a story happen, in a worker, and everything it tells stored. */
import { compressData, openLog } from "@epochal/log";
import {
  startRun,
  type Command,
  type EpochEvent,
  type EventChunk,
  type Run,
  type TrainingEvent,
} from "@epochal/stream";
import { firstValueFrom } from "rxjs";
import { filter } from "rxjs/operators";
import type { Story } from "./stories.ts";

export interface Recorded {
  readonly id: string;
  /** What its events take in the store. */
  readonly bytes: number;
  readonly chunks: readonly EventChunk[];
}

/** All runs of the stories, branches too. */
export async function recordStories(store: string, stories: readonly Story[]): Promise<Recorded[]> {
  const log = openLog(store);
  const recorded: Recorded[] = [];
  try {
    for (const { id, spec, data, commands } of stories) {
      const rows = await compressData(data);
      const branches: Promise<void>[] = [];
      const keep = async (run: Run, name: string): Promise<void> => {
        const chunks = await toldBy(run);
        log.createRun({ id: name, name, spec, data: rows, ...(run.parent !== undefined && { parent: run.parent }) });
        log.append(name, chunks);
        recorded.push({ id: name, bytes: log.run(name)!.bytes, chunks });
      };
      const onBranch = (branch: Run) => branches.push(keep(branch, `${branch.id} of ${id}`));
      const run = startRun(spec, data, { id, worker: true, onBranch });
      const kept = keep(run, id);
      await steer(run, commands);
      await kept;
      await Promise.all(branches);
    }
  } finally {
    log.close();
  }
  return recorded;
}

function toldBy(run: Run): Promise<EventChunk[]> {
  return new Promise((resolve, reject) => {
    const chunks: EventChunk[] = [];
    run.chunks$.subscribe({ next: (chunk) => chunks.push(chunk), error: reject, complete: () => resolve(chunks) });
  });
}

/** Each command when the one before is answered, and the epochs that it asked for are told. */
async function steer(run: Run, commands: readonly Command[]): Promise<void> {
  let seq = 0;
  const next = <Event extends TrainingEvent>(isIt: (event: TrainingEvent) => event is Event) =>
    firstValueFrom(run.events$.pipe(filter((event): event is Event => event.seq > seq && isIt(event))));
  for (const command of commands) {
    const answer = next((event) => event.type === "commanded");
    run.command(command);
    const { outcome, reason, epoch, seq: answered } = await answer;
    if (outcome === "refused") throw new Error(`recordStories: expected ${command.type} to be obeyed, got: ${reason}`);
    seq = answered;
    if (command.type !== "step") continue;
    const last = epoch + (command.epochs ?? 1);
    ({ seq } = await next((event): event is EpochEvent => event.type === "epoch" && event.epoch === last));
  }
}
