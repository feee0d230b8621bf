import { describe, expect, test } from "vitest";
import { createConnectionLimits } from "./connection-limits.ts";
import { defaultLimits } from "../../limits.ts";

describe("the number of connections", () => {
  test("is limited for each address, and the reply to a further client says when to retry", () => {
    const admission = createConnectionLimits({ ...defaultLimits, connectionsPerAddress: 2 });
    const unregister = admission.register("192.0.2.1");
    admission.register("192.0.2.1");
    expect(admission.check("192.0.2.1")).toEqual({
      status: 429,
      body: { error: "at most 2 connections from one address, retry in 5 s" },
      headers: { "retry-after": "5" },
    });
    expect(admission.check("192.0.2.2")).toBeUndefined();
    unregister();
    expect(admission.check("192.0.2.1")).toBeUndefined();
  });

  test.each(["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])(
    "is only limited in total for %s, where a reverse proxy may have many clients",
    (address) => {
      const admission = createConnectionLimits({ ...defaultLimits, connections: 3, connectionsPerAddress: 1 });
      for (let i = 0; i < 3; i++) {
        expect(admission.check(address)).toBeUndefined();
        admission.register(address);
      }
      expect(admission.check(address)).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
    },
  );
});
