/** Stands between the readers and the server, which may be gone and come back elsewhere: tears connections and holds them up. */
import type { Random } from "@epochal/core";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface Proxy {
  readonly port: number;
  /** From now on connections go there. */
  aim(port: number): void;
  /** WebSockets on which the server has said something. */
  readonly open: number;
  /** WebSockets that have been torn. */
  readonly drops: number;
  /** One of them is torn behind some more bytes of the server, so in the middle of a frame; false where there is none. */
  drop(): boolean;
  /** Nothing more comes through one of them for so many milliseconds. */
  stall(ms: number): void;
  close(): void;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  isWebSocket: boolean;
  /** How much more comes through. */
  bytesLeft: number;
}

const MOST_BYTES = 3000;

export async function startProxy(random: Random): Promise<Proxy> {
  const pairs = new Set<Pair>();
  let target = 0;
  let drops = 0;
  const pick = (count: number) => Math.floor(random.rand() * count);

  const listener = createServer((client) => {
    const server = connect(target, "127.0.0.1");
    const pair: Pair = { client, server, isWebSocket: false, bytesLeft: Infinity };
    const leave = () => {
      pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.on("error", () => {}).on("close", leave);
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
        // With a farewell of TCP, or without.
        if (drops % 2 === 0) client.resetAndDestroy();
        leave();
      });
    });
    client.on("drain", () => server.resume());
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");

  const usable = () => [...pairs].filter(({ isWebSocket, bytesLeft }) => isWebSocket && bytesLeft === Infinity);
  return {
    port: (listener.address() as AddressInfo).port,
    aim: (port) => void (target = port),
    get open() {
      return usable().length;
    },
    get drops() {
      return drops;
    },
    drop() {
      const all = usable();
      const pair = all[pick(all.length)];
      if (pair) pair.bytesLeft = pick(MOST_BYTES);
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
