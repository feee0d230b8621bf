// Is killed while it copies a run, after much of it has been written.
import { copyRun } from "../src/copy-run.ts";
import { startLogThread } from "../src/thread/log-thread.ts";

const [, , from, to] = process.argv as [string, string, string, string];
const [source, target] = [await startLogThread(from), await startLogThread(to)];
let appends = 0;
await copyRun(
  source,
  {
    ...target,
    async append(id, chunks) {
      const record = await target.append(id, chunks);
      if (++appends === 2) process.kill(process.pid, "SIGKILL");
      return record;
    },
  },
  "a",
);
