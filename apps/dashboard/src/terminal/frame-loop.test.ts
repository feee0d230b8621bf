import { expect, test } from "vitest";
import type { WindowSize } from "../frame/layout.ts";
import { createFrameLoop } from "./frame-loop.ts";

test("a window that reports a size beyond any screen gets a picture of a part", async () => {
  const drawn: WindowSize[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const loop = createFrameLoop(
    { columns: 65_535, rows: 65_535 },
    { write: () => {} },
    (size) => {
      drawn.push(size);
      if (drawn.length === 2) resolve();
      return [];
    },
    () => {},
  );
  loop.request();
  await Promise.resolve();
  loop.resize({ columns: 70, rows: 5000 });
  await promise;
  loop.stop();
  expect(drawn).toEqual([
    { columns: 1000, rows: 300 },
    { columns: 70, rows: 300 },
  ]);
});
