// Opens a store and prints the result. If that succeeds, holds the store until standard input ends.
import { writeSync } from "node:fs";
import { openLog } from "../src/log.ts";

try {
  const log = openLog(process.argv[2]!);
  process.stdin.resume().on("end", () => log.close());
  writeSync(1, "held\n");
} catch (error) {
  writeSync(1, `${(error as Error).message}\n`);
}
