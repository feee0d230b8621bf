/**
 * What telling a thousand subscribers costs at least: the same bytes, made once, and one write to each plain TCP socket. Nothing is stored, nobody is
 * asked whether there is room. The child's side.
 */
import { encodeServerMessage } from "@epochal/protocol";
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { answerParent, epochAt, pace, usage } from "./answer-parent.mjs";

const sockets = new Set<Socket>();
const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on("error", () => {});
  socket.on("close", () => sockets.delete(socket));
  // Whatever it asks for, it gets a WebSocket, unless it looks closely.
  socket.once("data", () => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
    sockets.add(socket);
  });
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
let seq = 1;

function tell(run: string, count: number): void {
  const epochs = Array.from({ length: count }, (_, i) => epochAt(seq + i));
  const column = (name: "loss" | "learningRate" | "gradientNorm") => Float64Array.from(epochs, (epoch) => epoch[name]);
  const columns = { loss: column("loss"), learningRate: column("learningRate"), gradientNorm: column("gradientNorm") };
  const chunk = { type: "epochs", seq, time: Date.now(), epoch: seq, ...columns } as const;
  const text = encodeServerMessage({ type: "events", run, first: seq, last: seq + count - 1, chunk });
  seq += count;
  // A final frame of text of 126 to 65,535 bytes, unmasked.
  const head = Buffer.from([0x81, 126, text.length >>> 8, text.length & 255]);
  const bytes = Buffer.concat([head, Buffer.from(text)]);
  for (const socket of sockets) socket.write(bytes);
}

answerParent({
  port: () => (server.address() as AddressInfo).port,
  usage,
  begin: () => void (seq = 1),
  tell: ({ run, count, group, perSecond }: { run: string; count: number; group: number; perSecond: number }) =>
    pace(count, perSecond, () => tell(run, group)),
});
