// A program that shows a dashboard, prints meanwhile, and fails on a key.
import { showDashboard } from "@epochal/dashboard";
import { notebook } from "@epochal/data";
import { startRun } from "@epochal/stream";

const { spec, data } = notebook();
const run = startRun(spec, data, { epochsPerSecond: 100 });
const dashboard = showDashboard(run);
console.log("a stray print");
process.stdin.on("data", () => {
  throw new Error("something broke");
});
try {
  await dashboard.finished;
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
}
run.dispose();
