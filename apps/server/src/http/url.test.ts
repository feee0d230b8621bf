import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { requestUrl } from "./url.ts";

test.each([
  ["/v1", "/v1"],
  ["/v1/", "/v1"],
  ["/epochal/v1//", "/v1"],
  ["/epochal/v1/runs/", "/v1/runs"],
  ["/a/b/v1/watch/latest?after=live", "/v1/watch/latest"],
  ["/epochal/v1/runs/a/events/", "/v1/runs/a/events"],
  ["/epochal/healthz", "/healthz"],
  ["/v1/watch/v1", "/v1/watch/v1"],
  ["/v1/watch/healthz/", "/v1/watch/healthz"],
  ["/v1/runs/v1/events", "/v1/runs/v1/events"],
  ["/v1/v1/watch/a", "/v1/watch/a"],
  ["/epochal", "/epochal"],
  ["//v1/runs", "/v1/runs"],
  ["//localhost/v1/runs//", "/v1/runs"],
  ["/\\v1/runs", "/v1/runs"],
  ["http://localhost/v1/runs", "/v1/runs"],
  ["/epochalv1", "/epochalv1"],
  ["/v1/runs/a/event", "/v1/runs/a/event"],
  ["/epochal/v1/runs/model/model", "/v1/runs/model/model"],
])("a request for %s is one for %s", (url, pathname) => {
  expect(requestUrl({ url } as IncomingMessage).pathname).toBe(pathname);
});
