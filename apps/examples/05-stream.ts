// A training as an Observable of events: subscribing trains, unsubscribing stops.
import { thinEpochs, train } from "@epochal/stream";
import { notebook } from "@epochal/data";

const { spec, data } = notebook();
train(spec, data)
  .pipe(thinEpochs(10))
  .subscribe((event) => {
    if (event.type === "epoch") console.log(`epoch ${event.epoch}: ${event.loss.toFixed(4)}`);
    if (event.type === "finished") console.log(`${event.reason} after ${event.epoch} epochs`);
  });
