/** Appends to a run for ever and prints each acknowledged position; ends with the error of a refused append. */
import { openNatsLog } from "../src/nats-log.ts";
import { epochChunk, spec } from "@epochal/log/fake-chunks";

const [address = "", id = "", leaseMs = ""] = process.argv.slice(2);
const log = await openNatsLog(address, { leaseMs: Number(leaseMs) });
await log.createRun({ id, name: id, spec });
for (let seq = 1; ; seq += 3) {
  try {
    const { head } = await log.append(id, [epochChunk(seq, 3)]);
    process.stdout.write(`${head}\n`);
  } catch (error) {
    process.stdout.write(`${(error as Error).message}\n`);
    process.exit(0);
  }
}
