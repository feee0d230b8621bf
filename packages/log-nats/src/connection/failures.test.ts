import { JetStreamApiError, JetStreamError } from "@nats-io/jetstream";
import { errors } from "@nats-io/transport-node";
import { expect, test } from "vitest";
import { isTransient, untilLeader } from "./failures.ts";

const api = (code: number, err_code: number) => new JetStreamApiError({ code, err_code, description: "text" });
const inError = (cause: unknown) => new RangeError("openNatsLog: no JetStream", { cause });

/** Work that fails with these errors, one after another. */
function failing(failures: readonly unknown[]) {
  let calls = 0;
  const work = async () => {
    const failure = failures[calls++];
    if (failure !== undefined) throw failure;
    return calls;
  };
  return { work, calls: () => calls };
}

test("a cluster that has just been started is asked again until it has a leader", async () => {
  const { work } = failing([inError(new errors.TimeoutError()), api(503, 10008)]);
  expect(await untilLeader(work, 60_000)).toBe(3);
});

test.each([
  ["no JetStream", inError(new errors.RequestError("no responders"))],
  ["an account without JetStream", inError(api(503, 10039))],
  ["a full store", api(503, 10047)],
  ["other settings", new RangeError("openNatsLog: the stream has other settings")],
])("%s is reported at once", async (_, failure) => {
  const { work, calls } = failing([failure]);
  await expect(untilLeader(work, 60_000)).rejects.toBe(failure);
  expect(calls()).toBe(1);
});

test("a cluster without a leader is reported after a while", async () => {
  const failure = api(503, 10008);
  await expect(untilLeader(failing([failure, failure]).work, 0)).rejects.toBe(failure);
});

test("a server that is away or busy is waited for, an account that may not write is not", () => {
  expect(isTransient(inError(new errors.TimeoutError()))).toBe(true);
  expect(isTransient(new JetStreamError("heartbeats missed"))).toBe(true);
  const forbidden = new errors.PermissionViolationError("no", "publish", "epochal.run.a");
  expect(isTransient(new errors.RequestError("publish", { cause: forbidden }))).toBe(false);
});
