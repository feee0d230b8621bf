/** A reader that uses `@epochal/client`, by its Observable or by iteration. It follows the runs that resume an interrupted one. */
import { connect, type FollowStatus, type RemoteRun, type WatchOptions } from "@epochal/client";
import type { GapMessage } from "@epochal/protocol";
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

  /** Each run begins with its `started` event. */
  function receive(item: TrainingEvent | GapMessage): void {
    if (item.type === "started") readings.push({ run: item.run, received: [] });
    const reading = readings.at(-1);
    if (reading) reading.received.push(item);
    else problems.push(`${item.type} before the first event`);
  }

  /** Reads a run and its successors until they end; resolves to the final status. */
  async function follow(run: RemoteRun): Promise<FollowStatus> {
    let status: FollowStatus = "connecting";
    const subscription = run.status$.subscribe((now) => (status = now));
    if (isIterating) {
      const events = run.iterate({ onGap: receive });
      unsubscribe = () => void events.return?.();
      for await (const event of events) receive(event);
      // The status belongs to `events$`; of an iteration only the last event shows how it ended.
      status = readings.at(-1)?.received.at(-1)?.type === "finished" ? "ended" : "interrupted";
    } else {
      subscription.add(run.gaps$.subscribe(receive));
      await new Promise<void>((resolve, reject) => {
        const following = run.events$.subscribe({ next: receive, error: reject, complete: resolve });
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
      const server = connect(`ws://127.0.0.1:${address.port}`, { token: address.token, random: () => random.rand() });
      const before = readings.length;
      try {
        const status = await follow(server.run(id, { ...watch, successors: true }));
        const last: string = readings.at(-1)?.run ?? id;
        // A run that failed, since the disk was full, is resumed like one whose process died.
        const isResumed = status === "interrupted" || status === "failed";
        id = isResumed ? await nextRun(address, last, () => isActive) : undefined;
      } catch (error) {
        // A first connection that fails is an error: try again.
        if (
          readings.length === before &&
          /got no (answer|reply)|closed the connection/.test((error as Error).message)
        ) {
          await new Promise((resolve) => setTimeout(resolve, 300 * random.rand()));
          continue;
        }
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
