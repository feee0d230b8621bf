// A run trains once for all its subscribers, here in a worker. It replies to commands with events.
import { startRun } from "@epochal/stream";
import { notebook } from "@epochal/data";

const { spec, data } = notebook();
const run = startRun(spec, data, { worker: true });
run.events$.subscribe((event) => {
  if (event.type === "commanded") console.log(event.command.type, event.outcome, event.reason ?? "");
  if (event.type === "finished") console.log(`${event.reason} after a change of its learning rate`);
});
run.command({ type: "pause" });
run.command({ type: "set", learningRate: 0.02 });
run.command({ type: "set", learningRate: -1 });
run.command({ type: "step", epochs: 10 });
run.command({ type: "resume" });
run.command({ type: "stop" });
