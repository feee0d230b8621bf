/** The programs of the outside projects. Each trains the notebook's network and prints its prediction, which must always be the same. */

/** The notebook's own prediction: see `packages/core/test/fixtures/notebook.txt`. */
const TRAIN = `const { spec, data } = notebook();
const trainer = createTrainer(spec, data);
for (const { epoch } of trainer.epochs()) if (epoch === spec.epochs) break;
`;

/** A module for Node, Bun and Deno. */
export const esModule = `import { createTrainer } from "@epochal/core";
import { notebook } from "@epochal/data";
${TRAIN}console.log(String(trainer.model().predict(1.5)));
`;

export const commonJs = `const { createTrainer } = require("@epochal/core");
const { notebook } = require("@epochal/data");
${TRAIN}console.log(String(trainer.model().predict(1.5)));
`;

/** Imports every package with an entry, so that a compiler reads all of their declarations. */
export const typed = `import { createTrainer, type TrainingSpec } from "@epochal/core";
import { notebook } from "@epochal/data";
import { startRun } from "@epochal/stream";
import { connect } from "@epochal/client";
import { openLog } from "@epochal/log";
import { openNatsLog } from "@epochal/log-nats";
import { searchRuns } from "@epochal/search";
import { decodeClientMessage } from "@epochal/protocol";
import { simdEngine } from "@epochal/simd";
import { serve } from "@epochal/server";
import { createSession } from "@epochal/view";
import { reportAsHtml } from "@epochal/report";
import { showDashboard } from "@epochal/dashboard";

const { spec, data } = notebook();
const epochs: TrainingSpec["epochs"] = spec.epochs;
startRun(spec, data, { worker: true }).events$.subscribe((event) => event.type === "finished" && epochs);
export { createTrainer, connect, openLog, openNatsLog, searchRuns, decodeClientMessage, simdEngine, serve, createSession, reportAsHtml, showDashboard };
`;

/** A page, which trains in its own thread and in a worker. */
export const page = `import { createTrainer } from "@epochal/core";
import { notebook } from "@epochal/data";
import { startRun } from "@epochal/stream";
import { connect } from "@epochal/client";

const { spec, data } = notebook();
const trainer = createTrainer(spec, data);
for (const { epoch } of trainer.epochs()) if (epoch === spec.epochs) break;
startRun(spec, data, { worker: true }).events$.subscribe((event) => {
  if (event.type !== "finished" || typeof connect !== "function") return;
  document.title = trainer.model().predict(1.5) + " " + event.reason + " " + event.epoch;
});
`;
