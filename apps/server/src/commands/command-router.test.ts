import type { KeyRecord } from "@epochal/log";
import { expect, test } from "vitest";
import { createCommandRouter, type CommandMessage, type CommandRouterContext } from "./command-router.ts";
import { createPendingBranches } from "./pending-branches.ts";

/** A router for one queued run, whose key `used` belongs to a `pause`. */
function createFixture() {
  const cancelled: string[] = [];
  const used: KeyRecord = { owner: "a", key: "used", request: '{"type":"pause"}', reply: "accepted" };
  const context: CommandRouterContext = {
    acceptsCommands: true,
    hub: {
      find: (id: string) => ({ id }),
      isPending: () => false,
      state: () => ({ status: "queued", head: 0 }),
      queue: {
        positionOf: () => 1,
        cancel: async (run: string) => void cancelled.push(run),
      },
      runningCount: 0,
    } as unknown as CommandRouterContext["hub"],
    limits: { running: 1, queued: 1, startActivations: 1 },
    registry: { find: () => undefined, activationsOf: () => undefined },
    pendingBranches: createPendingBranches(),
    createRunId: () => "b",
    log: { claimKey: async () => undefined, findKey: async (_owner, key) => (key === "used" ? used : undefined) },
    isClosing: () => false,
    onFailure: (error) => {
      throw error;
    },
  };
  const stop = (key: string): CommandMessage => ({
    type: "command",
    id: "1",
    run: "a",
    command: { type: "stop" },
    key,
  });
  return { router: createCommandRouter(context), stop, cancelled };
}

test("a command that is larger than any valid one is refused and not stored", async () => {
  const { router, stop, cancelled } = createFixture();
  const command = { type: "stop", comment: "x".repeat(10_000) };
  const reason = "command: expected at most 4096 characters of JSON, got 10028";
  expect(await router.route({ ...stop("new"), command })).toMatchObject({ code: "badCommand", reason, retry: false });
  expect(cancelled).toEqual([]);
});

test("a queued run is not cancelled under the key of a different command", async () => {
  const { router, stop, cancelled } = createFixture();
  expect(await router.route(stop("used"))).toMatchObject({ type: "refused", code: "keyInUse" });
  expect(cancelled).toEqual([]);
  expect(await router.route(stop("new"))).toEqual({ type: "accepted", id: "1", run: "a" });
  expect(cancelled).toEqual(["a"]);
});

test("at most 512 commands of all clients wait for the store", async () => {
  const { router, stop } = createFixture();
  const replies = await Promise.all(Array.from({ length: 513 }, (_, n) => router.route(stop(`k${n}`))));
  expect(replies.filter(({ type }) => type === "accepted")).toHaveLength(512);
  expect(replies.at(-1)).toMatchObject({ type: "refused", code: "failed", retry: true });
  expect(await router.route(stop("later"))).toMatchObject({ type: "accepted" });
});
