import type { RunRecord } from "@epochal/log";
import type { RunModel } from "@epochal/stream";
import { expect, test } from "vitest";
import { createModelReplier } from "./model-reply.ts";

const record = { id: "a", log: "l", head: 3, status: "finished" } as RunRecord;

function createFixture() {
  const read: string[] = [];
  const modelReply = createModelReplier({
    find: (id) => (id === "a" ? record : undefined),
    async model(run) {
      read.push(run);
      return { model: { format: "epochal-model" }, epoch: 2, isFinal: true } as unknown as RunModel;
    },
  });
  return { read, modelReply };
}

const stays = () => false;

test("a model is read and encoded once for all replies that are not read yet, which share its bytes", async () => {
  const { read, modelReply } = createFixture();
  const replies = await Promise.all([1, 2, 3].map(() => modelReply("/v1/runs/a/model", stays)!));
  const [first, ...others] = replies.map((reply) => reply.text!.content);
  expect(String(first)).toBe('{"format":"epochal-model"}\n');
  for (const other of others) expect(other).toBe(first);
  expect(replies[2]!.headers).toEqual(replies[0]!.headers);
  expect(read).toEqual(["a"]);
});

test("no model is read for a client that has left before its turn", async () => {
  const { read, modelReply } = createFixture();
  await modelReply("/v1/runs/a/model", () => true);
  expect(read).toEqual([]);
  expect(modelReply("/v1/runs", stays)).toBeUndefined();
});
