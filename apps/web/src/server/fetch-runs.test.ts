import { afterEach, expect, test, vi } from "vitest";
import { fetchRuns } from "./fetch-runs.ts";

const address = { server: "http://host", run: undefined, token: undefined };
const run = { id: "a", name: "a", head: 1, status: "running", started: 1, epoch: 1, epochs: 2 };

afterEach(() => vi.unstubAllGlobals());

function replyWith(body: string): void {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(body)));
}

test.each(["", "[{", "<html>", "null", "5", "{}", "[null]", "[1]", '[{"id":"a"}]', '[{"id":"a","name":{}}]'])(
  "the reply %j is no list of runs",
  async (body) => {
    replyWith(body);
    expect(await fetchRuns(address)).toMatchObject({
      kind: "failed",
      reason: expect.stringMatching(/^the server replied with something else than its runs: /) as string,
    });
  },
);

test("of very many runs the newest are shown", async () => {
  replyWith(JSON.stringify([run, ...Array.from({ length: 100_000 }, () => ({ ...run, id: "b" }))]));
  const reply = await fetchRuns(address);
  expect(reply).toMatchObject({ kind: "runs", count: 100_001 });
  expect(reply.kind === "runs" && [reply.runs.length, reply.runs[0]]).toEqual([1000, run]);
});
