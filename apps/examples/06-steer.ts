// A run exists once, whoever watches, in a thread of its own; commands are answered by events.
import { startRun } from "@epochal/stream";
import { notebook } from "@epochal/data";

const { spec, data } = notebook();
const run = startRun(spec, data, { worker: true });
run.events$.subscribe((event) => {
  if (event.type === "commanded") console.log(event.command.type, event.outcome, event.reason ?? "");
  if (event.type === "finished") console.log(`${event.reason} with a learning rate of its own`);
});
run.command({ type: "pause" });
run.command({ type: "set", learningRate: 0.02 });
run.command({ type: "set", learningRate: -1 });
run.command({ type: "step", epochs: 10 });
run.command({ type: "resume" });
run.command({ type: "stop" });
