import { connect } from "@epochal/client";
import { parseModel } from "@epochal/core";
import { expect, test } from "vitest";
import { collect, data, spec, startServer } from "./kit/fixtures.ts";

const token = "look-and-control";
const viewToken = "look-only";

test("a client with either token gets the model of a run, while it is paused and after its end", async () => {
  const server = await startServer({ token, viewToken });
  const started = server.start({ ...spec, epochs: 50 }, data, { worker: false });
  const [control, view] = [token, viewToken].map((each) => connect(server.url, { token: each }).run(started.id));
  started.command({ type: "pause" });
  started.command({ type: "checkpoint", name: "here" });
  await expect.poll(() => view!.model().catch(() => undefined)).toBeDefined();
  const paused = await view!.model();
  expect(paused.isFinal).toBe(false);
  expect(parseModel(paused.model).predict([1.5])).toEqual(expect.any(Number));
  started.command({ type: "resume" });
  const last = (await collect(control!.events$)).at(-1)!;
  expect(await control!.model()).toEqual({ model: last.type === "finished" && last.model, epoch: 50, isFinal: true });
});

test("a request without a token, for an unknown run, or for a run without a model says so", async () => {
  const server = await startServer({ token });
  const get = async (path: string, headers: Record<string, string> = { authorization: `Bearer ${token}` }) => {
    const response = await fetch(`http://127.0.0.1:${server.port}/v1/runs/${path}/model`, { headers });
    return [response.status, await response.json()];
  };
  expect(await get("latest")).toEqual([404, { error: "model: there is no run yet", code: "unknownRun" }]);
  server.start(spec, data, { worker: false, isPaused: true });
  await server.settled();
  expect(await get("latest", {})).toEqual([401, { error: "wrong or missing token" }]);
  expect(await get("nobody")).toEqual([
    404,
    { error: 'model: expected the id of a run or "latest", got "nobody"', code: "unknownRun" },
  ]);
  expect(await get("%ff")).toEqual([400, { error: 'expected the id of a run, got "%ff"' }]);
  const error = await connect(server.url, { token })
    .run("nobody")
    .model()
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "unknownRun" });
  await expect(connect(server.url).run("latest").model()).rejects.toThrow("got 401: wrong or missing token");
});
