// Appends to a run until it is killed; each number on stdout is a position that `append` has said is stored.
import { writeSync } from "node:fs";
import { openLog } from "../src/log.ts";
import { epochChunk, spec } from "./chunks.ts";

const log = openLog(process.argv[2]!);
log.createRun({ id: "endless", name: "endless", spec });
for (let seq = 1; ; seq += 7) {
  log.append("endless", [epochChunk(seq, 7)]);
  writeSync(1, `${seq + 6}\n`);
}
