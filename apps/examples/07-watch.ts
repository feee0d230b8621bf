// A server and a client that receives the run's events, from the first epoch on. Any number of clients can watch.
import { connect } from "@epochal/client";
import { notebook } from "@epochal/data";
import { serve } from "@epochal/server";

const { spec, data } = notebook();
const server = await serve();
server.start(spec, data, { epochsPerSecond: 2000 });

let epochs = 0;
connect(server.url)
  .run("latest")
  .events$.subscribe({
    next: (event) => {
      if (event.type === "epoch") epochs += 1;
    },
    complete: () => {
      console.log(`watched ${epochs} epochs`);
      void server.close();
    },
  });
