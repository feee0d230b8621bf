/** A reader that uses `@epochal/client`, by its Observable or by iteration. */
import { connect, type FollowStatus, type RemoteRun, type WatchOptions } from "@epochal/client";
import type { Random } from "@epochal/core";
import type { TrainingEvent } from "@epochal/stream/events";
import { nextRun, type ServerAddress, type Reader, type Reading } from "./reader.ts";

export interface LibraryReaderOptions extends WatchOptions {
  readonly name: string;
  readonly first: string;
  readonly isIterating?: boolean;
}

export function startLibraryReader(address: ServerAddress, random: Random, options: LibraryReaderOptions): Reader {
  const { name, first, isIterating = false, ...watch } = options;
  const readings: Reading[] = [];
  const problems: string[] = [];
  let isActive = true;
  let unsubscribe = () => {};

  /** Reads a run until it ends; resolves to the final status. */
  async function follow(run: RemoteRun, { received }: Reading): Promise<FollowStatus> {
    let status: FollowStatus = "connecting";
    const subscription = run.status$.subscribe((now) => (status = now));
    if (isIterating) {
      const events = run.iterate({ onGap: (gap) => received.push(gap) });
      unsubscribe = () => void events.return?.();
      for await (const event of events) received.push(event);
      // The status belongs to `events$`; of an iteration only the last event shows how it ended.
      const last = received.at(-1);
      status = last && "type" in last && last.type === "finished" ? "ended" : "interrupted";
    } else {
      subscription.add(run.gaps$.subscribe((gap) => received.push(gap)));
      await new Promise<void>((resolve, reject) => {
        const next = (event: TrainingEvent) => received.push(event);
        const following = run.events$.subscribe({ next, error: reject, complete: resolve });
        unsubscribe = () => {
          following.unsubscribe();
          resolve();
        };
      });
    }
    subscription.unsubscribe();
    return status;
  }

  async function read(): Promise<void> {
    for (let id: string | undefined = first; id !== undefined && isActive;) {
      const reading: Reading = { run: id, received: [] };
      const server = connect(`ws://127.0.0.1:${address.port}`, { token: address.token, random: () => random.rand() });
      try {
        const status = await follow(server.run(id, watch), reading);
        readings.push(reading);
        id = status === "interrupted" ? await nextRun(address, id, () => isActive) : undefined;
      } catch (error) {
        // A first connection that fails is an error: try again.
        if (reading.received.length === 0 && /got no answer|closed the connection/.test((error as Error).message)) {
          await new Promise((resolve) => setTimeout(resolve, 300 * random.rand()));
          continue;
        }
        readings.push(reading);
        problems.push(`${id}: ${(error as Error).message}`);
        return;
      }
    }
  }

  return {
    name,
    mode: watch.mode ?? "all",
    readings,
    problems,
    done: read(),
    stop() {
      isActive = false;
      unsubscribe();
    },
  };
}
