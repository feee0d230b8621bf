import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

/** The most bytes for new objects, in a thread with many that live for a moment. */
const measure = `
  import v8 from "node:v8";
  import { limitYoungHeap } from ${JSON.stringify(new URL("limit-young-heap.ts", import.meta.url).href)};
  if (process.argv[1] === "limited") limitYoungHeap();
  const recent = [];
  let most = 0;
  for (let i = 0; i < 1_000_000; i++) {
    recent[i % 60_000] = { i, text: "x" + i };
    if (i % 10_000 > 0) continue;
    const young = v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
    most = Math.max(most, young.space_size);
  }
  console.log(most);`;

test("new objects of a process that serves take little memory, though it has begun before the limit", () => {
  const measured = ["limited", "free"].map((kind) =>
    Number(execFileSync(process.execPath, ["--input-type=module", "-e", measure, kind], { encoding: "utf8" })),
  );
  expect(measured[0]).toBeLessThanOrEqual(16 * 2 ** 20);
  expect(measured[0]).toBeLessThan(measured[1]! / 2);
});
