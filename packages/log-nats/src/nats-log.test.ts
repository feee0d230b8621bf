import { afterAll, beforeAll, describe } from "vitest";
import { eventLogContract } from "@epochal/log/contract";
import { clearNats, natsServer, startNatsServer, type NatsServer } from "../test/nats-server.ts";
import { openNatsLog } from "./nats-log.ts";

describe.skipIf(natsServer === "")("on a real nats-server", () => {
  let server: NatsServer;
  beforeAll(async () => {
    server = await startNatsServer();
  });
  afterAll(() => server.close());

  eventLogContract("a log on NATS", async () => {
    await clearNats(server.url);
    return (options) => openNatsLog(server.url, options);
  });
});
