/** A run whose creation got no reply: its key is kept if it was stored, and otherwise free for a new request. */
import type { KV } from "@nats-io/kv";
import { errors } from "@nats-io/transport-node";
import { expect, test } from "vitest";
import { spec } from "@epochal/log/fake-chunks";
import { createCatalogue } from "./catalogue.ts";
import { createRunOperations, type RunOperationsContext } from "./run-operations.ts";

/** @param isStored whether the server has stored the run before the connection was lost. @param lost requests without a reply after it. */
function createFixture(isStored: boolean, lost: number) {
  const settled = Promise.withResolvers<string>();
  let stored: string | undefined;
  let misses = lost;
  const runs = {
    async create(_id: string, data: string) {
      if (isStored) stored = data;
      throw new errors.TimeoutError();
    },
    async get() {
      if (misses-- > 0) throw new errors.TimeoutError();
      return stored === undefined ? null : { operation: "PUT", revision: 1, string: () => stored! };
    },
  } as unknown as KV;
  const keys = {
    claim: async () => undefined,
    complete: async () => settled.resolve("kept"),
    release: async () => settled.resolve("free"),
  };
  const context = { runs, keys, catalogue: createCatalogue(), writer: "w", now: () => 0, identity: () => "log" };
  const { createRun } = createRunOperations(context as unknown as RunOperationsContext);
  const key = { owner: "", key: "k", request: "r", reply: "a" };
  return { create: () => createRun({ id: "a", name: "a", spec, isQueued: true, key }), settled: settled.promise };
}

test.each([
  [true, 0, "kept"],
  [true, 2, "kept"],
  [false, 0, "free"],
  [false, 2, "free"],
])("stored %s, %i more requests lost: its key is %s", async (isStored, lost, expected) => {
  const { create, settled } = createFixture(isStored, lost);
  await expect(create()).rejects.toThrow("timeout");
  expect(await settled).toBe(expected);
});
