// Reads a store and prints what is in it, or the error.
import { readLog } from "../src/runs/reader.ts";

try {
  const reader = readLog(process.argv[2]!);
  const runs = reader.runs().map(({ id, status, head }) => `${id} ${status} ${head} ${reader.read(id, 0).length}`);
  console.log(runs.join());
} catch (error) {
  console.log((error as Error).message);
}
