import { errors } from "@nats-io/transport-node";
import { expect, test } from "vitest";
import { NO_PAYLOAD, publish, type PublishContext } from "./publish.ts";
import { noHead } from "./run-state.ts";

const entry = { id: "a", log: "l", name: "a", epochs: 1, state: "running", started: 1, writer: "w" } as const;

test("a message waits for a server that is away, until the process is about to end", async () => {
  let attempts = 0;
  const context = {
    address: "nats://host",
    connection: { isClosed: () => false },
    js: { publish: () => (attempts++, Promise.reject(new errors.TimeoutError())) },
    hasGivenUp: () => attempts === 3,
  } as unknown as PublishContext;
  const run = { entry, isOwn: true, known: { head: noHead("l"), seq: 0 } };
  await expect(publish(context, run, NO_PAYLOAD, noHead("l"))).rejects.toThrow(
    'log.append: expected the stream at nats://host to be usable, got "timeout": the server is away; what was stored is kept',
  );
  expect(attempts).toBe(3);
});
