// socket.io doing the same: each epoch is emitted to all that are connected. Arguments: its own entry, that of answer-parent.mjs.
import { createServer } from "node:http";

const [entry, answering] = process.argv.slice(2);
const { Server } = await import(entry);
const { answerParent, epochAt, pace, usage } = await import(answering);

const http = createServer();
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false });
await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));

answerParent({
  port: () => http.address().port,
  connections: () => io.engine.clientsCount,
  usage,
  tell: ({ count, perSecond }) =>
    pace(count, perSecond, (i) => io.emit("epoch", { seq: i + 1, time: Date.now(), epoch: i + 1, ...epochAt(i + 1) })),
});
