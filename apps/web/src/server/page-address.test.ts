import { expect, test } from "vitest";
import { resolveAddress } from "./page-address.ts";

const storage = { getItem: () => null, setItem: () => {} };

test.each([
  ["/run/a%20b", "a b"],
  ["/path/run/r%C3%BCn/", "rün"],
  ["/run/%zz", "%zz"],
  ["/run/%F0%9F", "%F0%9F"],
])("the address %s names the run %j", (pathname, run) => {
  const location = { origin: "http://host", pathname, search: "", hash: "" };
  expect(resolveAddress(location, storage, { replaceState() {} }).run).toBe(run);
});
