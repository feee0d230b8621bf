import { describe, expect, test } from "vitest";
import { createConnectionLimits } from "./connection-limits.ts";
import { defaultLimits } from "../limits.ts";

describe("admission", () => {
  test("is for so many connections from one address, and tells the next when to come back", () => {
    const admission = createConnectionLimits({ ...defaultLimits, connectionsPerAddress: 2 });
    const leave = admission.register("192.0.2.1");
    admission.register("192.0.2.1");
    expect(admission.check("192.0.2.1")).toEqual({
      status: 429,
      body: { error: "at most 2 connections from one address, retry in 5 s" },
      headers: { "retry-after": "5" },
    });
    expect(admission.check("192.0.2.2")).toBeUndefined();
    leave();
    expect(admission.check("192.0.2.1")).toBeUndefined();
  });

  test.each(["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])(
    "counts %s, where a proxy may speak for many, only in all",
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
