// Appends to three runs through the log's thread until it is killed. Each line on stdout is a run and a position that has been
// stored.
import { once } from "node:events";
import { startLogThread } from "../src/thread/log-thread.ts";
import { epochChunk, spec } from "./fake-chunks.ts";

const log = await startLogThread(process.argv[2]!);
async function appendForever(id: string, count: number): Promise<void> {
  await log.createRun({ id, name: id, spec });
  for (let seq = 1; ; seq += count) {
    const { head } = await log.append(id, [epochChunk(seq, count)]);
    // Waits for a slower reader. A line that is not written when the process is killed has not been reported.
    if (!process.stdout.write(`${id} ${head}\n`)) await once(process.stdout, "drain");
  }
}
await Promise.all([appendForever("a", 7), appendForever("b", 100), appendForever("c", 1)]);
