import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { createWaitingSockets } from "./waiting-sockets.ts";

function createSocket(remotePort: number) {
  const emitter = new EventEmitter();
  return Object.assign(emitter, {
    remoteAddress: "192.0.2.1" as string | undefined,
    remotePort,
    destroyed: false,
    destroy() {
      this.destroyed = true;
      emitter.emit("close");
    },
  }) as unknown as Socket;
}

test("at the limit the oldest socket is destroyed that has not sent a request since, and no connection is", () => {
  const waiting = createWaitingSockets(3);
  const sockets = Array.from({ length: 7 }, (_, i) => createSocket(i));
  const destroyed = () => sockets.flatMap(({ destroyed: isDestroyed }, i) => (isDestroyed ? [i] : []));
  for (const socket of sockets.slice(0, 3)) waiting.add(socket);
  waiting.renew(sockets[0]!);
  waiting.add(sockets[3]!);
  expect(destroyed()).toEqual([1]);
  // Like the socket of TLS, which has the same peer.
  const end = waiting.exempt(createSocket(2));
  waiting.add(sockets[4]!);
  waiting.add(sockets[5]!);
  expect(destroyed()).toEqual([0, 1]);
  end();
  expect(destroyed()).toEqual([0, 1, 3]);
  waiting.add(sockets[6]!);
  expect(destroyed()).toEqual([0, 1, 3, 4]);
});

test("a socket that has closed makes room", () => {
  const waiting = createWaitingSockets(1);
  const [first, second] = [createSocket(1), createSocket(2)];
  waiting.add(first);
  first.destroy();
  waiting.add(second);
  expect(second.destroyed).toBe(false);
});

test("a socket that becomes a connection again and again has one listener, and makes room when it closes", () => {
  const waiting = createWaitingSockets(1);
  const [first, second] = [createSocket(1), createSocket(2)];
  waiting.add(first);
  for (let i = 0; i < 20; i++) waiting.exempt(first)();
  expect(first.listenerCount("close")).toBe(1);
  first.destroy();
  waiting.add(second);
  expect(second.destroyed).toBe(false);
});

test("a socket whose peer has disconnected already is destroyed", () => {
  const gone = Object.assign(createSocket(1), { remoteAddress: undefined });
  createWaitingSockets(1).add(gone);
  expect(gone.destroyed).toBe(true);
});
