/** A proxy between the readers and the server, which may restart on a different port. It cuts and stalls connections. */
import type { Random } from "@epochal/core";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface Proxy {
  readonly port: number;
  /** Sets the server's port for new connections. */
  setTarget(port: number): void;
  /** WebSockets on which the server has sent data. */
  readonly open: number;
  /** WebSockets cut so far. */
  readonly drops: number;
  /** Cuts a random WebSocket after some more bytes from the server, probably in the middle of a frame; false if there is none. */
  drop(): boolean;
  /** Holds back the server's data on a random WebSocket for `ms` milliseconds. */
  stall(ms: number): void;
  close(): void;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  isWebSocket: boolean;
  /** The bytes from the server still to be passed on. */
  bytesLeft: number;
}

const MAX_BYTES = 3000;

export async function startProxy(random: Random): Promise<Proxy> {
  const pairs = new Set<Pair>();
  let target = 0;
  let drops = 0;
  const pick = (count: number) => Math.floor(random.rand() * count);

  const listener = createServer((client) => {
    const server = connect(target, "127.0.0.1");
    const pair: Pair = { client, server, isWebSocket: false, bytesLeft: Infinity };
    const closeBoth = () => {
      pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.on("error", () => {}).on("close", closeBoth);
    client.once("data", (head) => (pair.isWebSocket = /^upgrade: websocket/im.test(head.toString("latin1"))));
    client.pipe(server);
    server.on("data", (data) => {
      pairs.add(pair);
      if (data.length < pair.bytesLeft) {
        pair.bytesLeft -= data.length;
        if (!client.write(data)) server.pause();
        return;
      }
      drops += 1;
      pairs.delete(pair);
      server.pause();
      client.write(data.subarray(0, pair.bytesLeft), () => {
        // With FIN or with RST.
        if (drops % 2 === 0) client.resetAndDestroy();
        closeBoth();
      });
    });
    client.on("drain", () => server.resume());
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");

  const usable = () => [...pairs].filter(({ isWebSocket, bytesLeft }) => isWebSocket && bytesLeft === Infinity);
  return {
    port: (listener.address() as AddressInfo).port,
    setTarget: (port) => void (target = port),
    get open() {
      return usable().length;
    },
    get drops() {
      return drops;
    },
    drop() {
      const all = usable();
      const pair = all[pick(all.length)];
      if (pair) pair.bytesLeft = pick(MAX_BYTES);
      return pair !== undefined;
    },
    stall(ms) {
      const all = usable();
      const pair = all[pick(all.length)];
      if (!pair) return;
      pair.server.pause();
      setTimeout(() => pair.server.resume(), ms);
    },
    close() {
      listener.close();
      for (const { client } of pairs) client.destroy();
    },
  };
}
