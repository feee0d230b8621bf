import { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { createFakeClock } from "../../test/kit/fake-clock.ts";
import { createRequestGate } from "./one-at-a-time.ts";

test("a client that does not read its reply in time is disconnected", () => {
  const clock = createFakeClock();
  const isNext = createRequestGate(clock, 1000);
  const socket = Object.assign(new EventEmitter(), { isDestroyed: false, destroy: () => (socket.isDestroyed = true) });
  const begin = () => {
    const response = new EventEmitter();
    expect(isNext({ socket, headers: {} } as unknown as IncomingMessage, response as unknown as ServerResponse)).toBe(
      true,
    );
    return response;
  };
  const read = begin();
  clock.advance(5000);
  read.emit("prefinish");
  clock.advance(999);
  read.emit("close");
  clock.advance(5000);
  expect(socket.isDestroyed).toBe(false);
  begin().emit("prefinish");
  clock.advance(1000);
  expect(socket.isDestroyed).toBe(true);
});
