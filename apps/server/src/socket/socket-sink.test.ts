import { expect, test } from "vitest";
import { WebSocket } from "ws";
import type { WritableWire } from "./write-coalescer.ts";
import type { Frame } from "../frames/frame.ts";
import { createSocketSink } from "./socket-sink.ts";

/** A socket whose other side reads when the test says so. */
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
    /** The other side takes what was sent first. */
    readOne: () => waiting.shift()?.onSent(),
    waiting,
  };
}

function createStory() {
  const slow = createSlowSocket();
  const told: string[] = [];
  const outlet = createSocketSink(
    slow.socket as unknown as WebSocket,
    slow.wire,
    () => told.push("progress"),
    () => told.push("room"),
  );
  return { ...slow, told, outlet };
}

const large = "x".repeat(40_000);
const frame = (text: string) => ({ bytes: Buffer.from(text) }) as Frame;

test.each([
  ["messages", (story: ReturnType<typeof createStory>) => story.outlet.sendFrame(frame(large))],
  ["answers to pings", (story: ReturnType<typeof createStory>) => story.outlet.pong(Buffer.from(large))],
])("a client for whom too many %s wait is not read until it has taken them", (_, send) => {
  const story = createStory();
  story.outlet.sendFrame(frame("x"));
  send(story);
  expect(story.socket.isPaused).toBe(false);
  send(story);
  send(story);
  expect([story.outlet.isFull(), story.socket.isPaused]).toEqual([true, true]);
  // Nobody waits for what was taken at once, as far as one can see.
  story.readOne();
  expect(story.told).toEqual([]);
  story.readOne();
  // Still more than 64 KiB: it has answered, but there is no room.
  expect([story.outlet.isFull(), story.socket.isPaused]).toEqual([true, true]);
  expect(story.told).toEqual(["progress"]);
  story.readOne();
  expect([story.outlet.isFull(), story.socket.isPaused]).toEqual([false, false]);
  expect(story.told).toEqual(["progress", "progress", "room"]);
});

test("what a client takes that was never behind is no answer of it: the kernel takes that for it", () => {
  const story = createStory();
  story.outlet.sendFrame(frame("x"));
  story.readOne();
  expect(story.told).toEqual([]);
});

test("what is to go at once goes only to a client that has taken all before", () => {
  const story = createStory();
  expect([story.outlet.trySendFrame(frame("x")), story.waiting.length]).toEqual([true, 1]);
  expect([story.outlet.trySendFrame(frame("y")), story.waiting.length]).toEqual([false, 1]);
  story.readOne();
  expect([story.outlet.trySendFrame(frame("y")), story.waiting.length]).toEqual([true, 1]);
  story.readOne();
  // So large that it has to be waited for.
  expect([story.outlet.trySendFrame(frame(large)), story.waiting.length]).toEqual([false, 0]);
  story.socket.readyState = WebSocket.CLOSING;
  expect([story.outlet.trySendFrame(frame("z")), story.waiting.length]).toEqual([false, 0]);
});

test("who has found no room is told of it once", () => {
  const story = createStory();
  story.outlet.sendFrame(frame(large));
  story.outlet.sendFrame(frame(large));
  expect(story.outlet.isFull()).toBe(true);
  story.readOne();
  story.readOne();
  expect(story.told).toEqual(["progress", "room"]);
});

test("nothing is sent when the socket is closing", () => {
  const story = createStory();
  story.outlet.sendFrame(frame("x"));
  story.socket.readyState = WebSocket.CLOSING;
  story.outlet.sendFrame(frame("y"));
  story.outlet.pong(Buffer.from("z"));
  expect(story.waiting).toHaveLength(1);
  story.readOne();
  expect(story.told).toEqual([]);
});
