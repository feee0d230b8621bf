import type { RunRecord } from "@epochal/log";
import { expect, test } from "vitest";
import type { Hub } from "./hub.ts";
import { createSubscription } from "./subscription.ts";

test("one frame is read at a time, and none for a client that is full", () => {
  const read: number[] = [];
  const sent: string[] = [];
  const hub = {
    frame(_run: string, after: number) {
      read.push(after);
      return { first: after + 1, last: after + 1, text: `frame ${after + 1}` };
    },
  } as unknown as Hub;
  let room = 2;
  const outlet = {
    sendText: (text: string) => {
      sent.push(text);
      room -= 1;
    },
    send: () => {},
    isFull: () => room <= 0,
  };
  const record = { id: "a", log: "l", name: "a", status: "running", head: 100 } as RunRecord;
  const subscription = createSubscription(hub, record, "s", 5, false, outlet, () => {});
  expect(subscription.pump()).toBe(false);
  expect({ read, sent }).toEqual({ read: [5, 6], sent: ["frame 6", "frame 7"] });
  subscription.pump();
  expect(read).toEqual([5, 6]);
  room = 1;
  subscription.pump();
  expect(sent).toEqual(["frame 6", "frame 7", "frame 8"]);
});
