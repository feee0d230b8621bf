/** A reader who uses `@epochal/client`: by its Observable, or one event after another. */
import { connect, type FollowStatus, type RemoteRun, type WatchOptions } from "@epochal/client";
import type { Random } from "@epochal/core";
import { nextRun, type Place, type Reader, type Reading } from "./reader.ts";

export interface LibraryReaderOptions extends WatchOptions {
  readonly name: string;
  readonly first: string;
  readonly isIterating?: boolean;
}

export function startLibraryReader(place: Place, random: Random, options: LibraryReaderOptions): Reader {
  const { name, first, isIterating = false, ...watch } = options;
  const readings: Reading[] = [];
  const complaints: string[] = [];
  let isWanted = true;
  let leave = () => {};

  /** Resolves to how it ended. */
  async function follow(run: RemoteRun, { told }: Reading): Promise<FollowStatus> {
    let status: FollowStatus = "connecting";
    const subscription = run.status$.subscribe((now) => (status = now));
    if (isIterating) {
      const events = run.iterate({ onGap: (gap) => told.push(gap) });
      leave = () => void events.return?.();
      for await (const event of events) told.push(event);
      // The status is that of `events$`; an iteration is asked by its last event.
      const last = told.at(-1);
      status = last && "type" in last && last.type === "finished" ? "ended" : "interrupted";
    } else {
      subscription.add(run.gaps$.subscribe((gap) => told.push(gap)));
      await new Promise<void>((resolve, reject) => {
        const following = run.events$.subscribe({
          next: (event) => told.push(event),
          error: reject,
          complete: resolve,
        });
        leave = () => {
          following.unsubscribe();
          resolve();
        };
      });
    }
    subscription.unsubscribe();
    return status;
  }

  async function read(): Promise<void> {
    for (let id: string | undefined = first; id !== undefined && isWanted;) {
      const reading: Reading = { run: id, told: [] };
      const server = connect(`ws://127.0.0.1:${place.port}`, { token: place.token, random: () => random.rand() });
      try {
        const status = await follow(server.run(id, watch), reading);
        readings.push(reading);
        id = status === "interrupted" ? await nextRun(place, id, () => isWanted) : undefined;
      } catch (error) {
        // Who has never been answered is told so, and comes again.
        if (reading.told.length === 0 && /got no answer|closed the connection/.test((error as Error).message)) {
          await new Promise((resolve) => setTimeout(resolve, 300 * random.rand()));
          continue;
        }
        readings.push(reading);
        complaints.push(`${id}: ${(error as Error).message}`);
        return;
      }
    }
  }

  return {
    name,
    mode: watch.mode ?? "all",
    readings,
    complaints,
    done: read(),
    stop() {
      isWanted = false;
      leave();
    },
  };
}
