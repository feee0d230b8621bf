import { natsServer, startNatsServer, type NatsServer } from "@epochal/log-nats/test-server";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { faults, noFault } from "./faults.ts";
import { everyEventOnce } from "./programs.ts";
import { openNatsStorage } from "./storage.ts";

test("every client gets every event once, alone or in a gap, and never before it is stored", async () => {
  await fc.assert(everyEventOnce(noFault), { numRuns: 60 });
});

test.each(Object.entries(faults))("a server that %s is detected", async (_, fault) => {
  const { failed } = await fc.check(everyEventOnce(fault), { numRuns: 200, endOnFailure: true });
  expect(failed).toBe(true);
});

/** More with `npm run model -- --nats`. */
const natsPrograms = Number(process.env["EPOCHAL_TEST_PROGRAMS"] ?? 10);

describe.skipIf(natsServer === "")("with its log on a nats-server", () => {
  let server: NatsServer;
  beforeAll(async () => void (server = await startNatsServer()));
  afterAll(() => server.close());
  const onNats = (fault = noFault) => everyEventOnce(fault, () => openNatsStorage(server.url));

  test(`every client gets every event once, in ${natsPrograms} programs`, async () => {
    await fc.assert(onNats(), { numRuns: natsPrograms });
  });

  test.runIf(natsPrograms > 10).each(Object.entries(faults))("a server that %s is detected", async (_, fault) => {
    const { failed } = await fc.check(onNats(fault), { numRuns: natsPrograms, endOnFailure: true });
    expect(failed).toBe(true);
  });
});
