/** The floor of the benchmark: the same bytes, encoded once, one write to each TCP socket. Nothing is stored. */
import { encodeServerMessage } from "@epochal/protocol";
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { serveParent, epochAt, pace, usage } from "./serve-parent.mjs";

const sockets = new Set<Socket>();
const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on("error", () => {});
  socket.on("close", () => sockets.delete(socket));
  // Every request gets a WebSocket, without a valid accept key.
  socket.once("data", () => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
    sockets.add(socket);
  });
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
let seq = 1;

function writeEpochs(run: string, count: number): void {
  const epochs = Array.from({ length: count }, (_, i) => epochAt(seq + i));
  const column = (name: "loss" | "learningRate" | "gradientNorm") => Float64Array.from(epochs, (epoch) => epoch[name]);
  const columns = { loss: column("loss"), learningRate: column("learningRate"), gradientNorm: column("gradientNorm") };
  const chunk = { type: "epochs", seq, time: Date.now(), epoch: seq, ...columns } as const;
  const text = encodeServerMessage({ type: "events", run, first: seq, last: seq + count - 1, chunk });
  seq += count;
  // An unmasked final text frame of 126 to 65,535 bytes.
  const head = Buffer.from([0x81, 126, text.length >>> 8, text.length & 255]);
  const bytes = Buffer.concat([head, Buffer.from(text)]);
  for (const socket of sockets) socket.write(bytes);
}

serveParent({
  port: () => (server.address() as AddressInfo).port,
  usage,
  begin: () => void (seq = 1),
  emit: ({ run, count, group, perSecond }: { run: string; count: number; group: number; perSecond: number }) =>
    pace(count, perSecond, () => writeEpochs(run, group)),
});
