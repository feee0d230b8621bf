import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { afterAll, beforeAll, describe } from "vitest";
import { eventLogContract } from "@epochal/log/contract";
import { natsServer, startNatsServer, type NatsServer } from "../test/nats-server.ts";
import { openNatsLog } from "./nats-log.ts";

describe.skipIf(natsServer === "")("on a real nats-server", () => {
  let server: NatsServer;
  beforeAll(async () => {
    server = await startNatsServer();
  });
  afterAll(() => server.close());

  /** Deletes everything that earlier tests have stored. */
  async function clear(): Promise<void> {
    const connection = await connect({ servers: server.url });
    const jsm = await jetstreamManager(connection);
    for await (const name of jsm.streams.names()) await jsm.streams.delete(name);
    await connection.close();
  }

  eventLogContract("a log on NATS", async () => {
    await clear();
    return (options) => openNatsLog(server.url, options);
  });
});
