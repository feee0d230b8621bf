import { expect, test } from "vitest";
import { WebSocket } from "ws";
import type { WritableWire } from "./write-coalescer.ts";
import type { Frame } from "../frames/frame.ts";
import { createSocketSink } from "./socket-sink.ts";

/** A socket whose client reads when the test says so. */
function createSlowSocket() {
  const waiting: { readonly bytes: number; readonly onSent: () => void }[] = [];
  const bytesWaiting = () => waiting.reduce((sum, { bytes }) => sum + bytes, 0);
  const take = (data: Uint8Array, onSent = () => {}) => waiting.push({ bytes: data.length, onSent });
  const socket = {
    readyState: WebSocket.OPEN as number,
    isPaused: false,
    get bufferedAmount() {
      return bytesWaiting();
    },
    pong: (data: Buffer, _mask: boolean, onSent: () => void) => take(data, onSent),
    pause: () => (socket.isPaused = true),
    resume: () => (socket.isPaused = false),
  };
  const wire: WritableWire = {
    cork() {},
    uncork() {},
    get writableLength() {
      return bytesWaiting();
    },
    write: (bytes, onWritten) => take(bytes, onWritten) > 0,
  };
  return {
    socket,
    wire,
    /** The client reads the oldest write. */
    readOne: () => waiting.shift()?.onSent(),
    waiting,
  };
}

function createFixture() {
  const slow = createSlowSocket();
  const calls: string[] = [];
  const sink = createSocketSink(
    slow.socket as unknown as WebSocket,
    slow.wire,
    () => calls.push("progress"),
    () => calls.push("room"),
  );
  return { ...slow, calls, sink };
}

const large = "x".repeat(40_000);
const frame = (text: string) => ({ bytes: Buffer.from(text) }) as Frame;

test.each([
  ["messages", (fixture: ReturnType<typeof createFixture>) => fixture.sink.sendFrame(frame(large))],
  ["pongs", (fixture: ReturnType<typeof createFixture>) => fixture.sink.pong(Buffer.from(large))],
])("a client that does not take its %s is not read from until it has taken them", (_, send) => {
  const fixture = createFixture();
  fixture.sink.sendFrame(frame("x"));
  send(fixture);
  expect(fixture.socket.isPaused).toBe(false);
  send(fixture);
  send(fixture);
  expect([fixture.sink.isFull(), fixture.socket.isPaused]).toEqual([true, true]);
  // The first write had no callback, because the buffer was empty.
  fixture.readOne();
  expect(fixture.calls).toEqual([]);
  fixture.readOne();
  // Still more than 64 KiB: the client is alive, but there is no room.
  expect([fixture.sink.isFull(), fixture.socket.isPaused]).toEqual([true, true]);
  expect(fixture.calls).toEqual(["progress"]);
  fixture.readOne();
  expect([fixture.sink.isFull(), fixture.socket.isPaused]).toEqual([false, false]);
  expect(fixture.calls).toEqual(["progress", "progress", "room"]);
});

test("a write into an empty buffer shows no progress of the client, because the kernel takes it", () => {
  const fixture = createFixture();
  fixture.sink.sendFrame(frame("x"));
  fixture.readOne();
  expect(fixture.calls).toEqual([]);
});

test("trySendFrame only sends to a client that has taken everything before", () => {
  const fixture = createFixture();
  expect([fixture.sink.trySendFrame(frame("x")), fixture.waiting.length]).toEqual([true, 1]);
  expect([fixture.sink.trySendFrame(frame("y")), fixture.waiting.length]).toEqual([false, 1]);
  fixture.readOne();
  expect([fixture.sink.trySendFrame(frame("y")), fixture.waiting.length]).toEqual([true, 1]);
  fixture.readOne();
  // Too large for the fast path.
  expect([fixture.sink.trySendFrame(frame(large)), fixture.waiting.length]).toEqual([false, 0]);
  fixture.socket.readyState = WebSocket.CLOSING;
  expect([fixture.sink.trySendFrame(frame("z")), fixture.waiting.length]).toEqual([false, 0]);
});

test("the sender is called back once when there is room again", () => {
  const fixture = createFixture();
  fixture.sink.sendFrame(frame(large));
  fixture.sink.sendFrame(frame(large));
  expect(fixture.sink.isFull()).toBe(true);
  fixture.readOne();
  fixture.readOne();
  expect(fixture.calls).toEqual(["progress", "room"]);
});

test("nothing is sent while the socket is closing", () => {
  const fixture = createFixture();
  fixture.sink.sendFrame(frame("x"));
  fixture.socket.readyState = WebSocket.CLOSING;
  fixture.sink.sendFrame(frame("y"));
  fixture.sink.pong(Buffer.from("z"));
  expect(fixture.waiting).toHaveLength(1);
  fixture.readOne();
  expect(fixture.calls).toEqual([]);
});
