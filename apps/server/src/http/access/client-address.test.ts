import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { clientAddress } from "./client-address.ts";

test.each([
  [undefined, "127.0.0.1"],
  ["192.0.2.1", "192.0.2.1"],
  ["127.0.0.1, 10.0.0.1 , 192.0.2.1", "192.0.2.1"],
  ["192.0.2.1:4711", "192.0.2.1"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["[2001:db8::1]:4711", "2001:db8:0:0::/64"],
  ["2001:db8::ffff:1:2:3:4", "2001:db8:0:ffff::/64"],
  ["2001:0db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["fe80::1", "fe80:0:0:0::/64"],
  ["::1", "::1"],
  ["unknown", "127.0.0.1"],
  ["", "127.0.0.1"],
])("behind a proxy, X-Forwarded-For: %s means a client at %s", (forwarded, address) => {
  const request = {
    headers: { "x-forwarded-for": forwarded },
    socket: { remoteAddress: "127.0.0.1" },
  } as unknown as IncomingMessage;
  expect(clientAddress(request, true)).toBe(address);
  expect(clientAddress(request, false)).toBe("127.0.0.1");
});
