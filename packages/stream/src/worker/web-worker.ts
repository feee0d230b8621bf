/** Entry of the worker in browsers: a module worker. */
import { simdEngine } from "@epochal/simd";
import { serveRuns } from "./serve-runs.ts";
import type { ToWorker } from "./worker-messages.ts";

const receive = serveRuns({
  port: self,
  createBackend: () => ({ engine: simdEngine }),
  canContinue: () => true,
});
addEventListener("message", ({ data }: MessageEvent<ToWorker>) => receive(data));
