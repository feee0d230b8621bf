// socket.io in a child process: emits each epoch to all connections. Arguments: the URLs of socket.io and of serve-parent.mjs.
import { createServer } from "node:http";

const [entry, serveParentUrl] = process.argv.slice(2);
const { Server } = await import(entry);
const { serveParent, epochAt, pace, usage } = await import(serveParentUrl);

const http = createServer();
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false });
await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));

serveParent({
  port: () => http.address().port,
  connections: () => io.engine.clientsCount,
  usage,
  emit: ({ count, perSecond }) =>
    pace(count, perSecond, (i) => io.emit("epoch", { seq: i + 1, time: Date.now(), epoch: i + 1, ...epochAt(i + 1) })),
});
