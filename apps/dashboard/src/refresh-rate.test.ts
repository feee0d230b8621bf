import { TestScheduler } from "rxjs/testing";
import { interval, scan, take } from "rxjs";
import { expect, test } from "vitest";
import { atFrameRate } from "./refresh-rate.ts";

test("of a thousand values a second at most 11 come through, the last one among them", () => {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run(({ flush }) => {
    const drawn: number[] = [];
    const counted$ = interval(1).pipe(
      take(1000),
      scan((count) => count + 1, 0),
    );
    counted$.pipe(atFrameRate()).subscribe((count) => drawn.push(count));
    flush();
    expect(drawn.length).toBeGreaterThan(8);
    expect(drawn.length).toBeLessThanOrEqual(11);
    expect(drawn.at(-1)).toBe(1000);
  });
});
