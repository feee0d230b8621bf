// Is killed during a commit of two runs, after much of it has been written.
import type { EventChunk } from "@epochal/stream/events";
import { openLog } from "../src/log.ts";
import { epochChunk, notice, spec } from "./fake-chunks.ts";

const log = openLog(process.argv[2]!);
for (const id of ["first", "second"]) {
  log.createRun({ id, name: id, spec });
  log.append(id, [notice(1)]);
}

const many = Array.from({ length: 300 }, (_, i): EventChunk => epochChunk(2 + 1000 * i, 1000));
const deadly = {
  ...epochChunk(2, 1000),
  get learningRate(): Float64Array<ArrayBuffer> {
    process.kill(process.pid, "SIGKILL");
    return new Float64Array(1000);
  },
};
log.appendAll([
  { run: "first", chunks: many },
  { run: "second", chunks: [deadly] },
]);
