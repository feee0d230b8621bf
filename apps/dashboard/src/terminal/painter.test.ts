import { expect, test } from "vitest";
import { createPainter } from "./painter.ts";

function paint(...frames: string[][]): string[] {
  const written: string[] = [];
  const painter = createPainter({
    write(text, onTaken) {
      written.push(text);
      onTaken();
    },
  });
  for (const frame of frames) painter.paint(frame);
  return written;
}

test("the first frame is written completely, later ones only where they change, between two marks", () => {
  const [first, second] = paint(["a", "b", "c"], ["a", "B", "c"], ["a", "B", "c"]);
  expect(first).toBe("\x1b[?2026h\x1b[2J\x1b[1;1Ha\x1b[K\x1b[2;1Hb\x1b[K\x1b[3;1Hc\x1b[K\x1b[?2026l");
  expect(second).toBe("\x1b[?2026h\x1b[2;1HB\x1b[K\x1b[?2026l");
  expect(paint(["a"], ["a"])).toHaveLength(1);
});

test("lines that are gone are erased", () => {
  expect(paint(["a", "b"], ["a"])[1]).toContain("\x1b[2;1H\x1b[K");
});

test("after `forget` the next frame is written completely", () => {
  const written: string[] = [];
  const painter = createPainter({
    write(text, onTaken) {
      written.push(text);
      onTaken();
    },
  });
  painter.paint(["a"]);
  painter.forget();
  painter.paint(["a"]);
  expect(written[1]).toBe(written[0]);
});

test("frames are dropped while the terminal takes none, and the newest is asked for when it continues", () => {
  const written: string[] = [];
  const taken: (() => void)[] = [];
  let asked = 0;
  const painter = createPainter(
    {
      write(text, onTaken) {
        written.push(text);
        taken.push(onTaken);
      },
    },
    () => (asked += 1),
  );
  for (const line of ["a", "b", "c"]) painter.paint([line]);
  expect(written).toHaveLength(1);
  expect(asked).toBe(0);
  taken[0]!();
  expect(asked).toBe(1);
  painter.paint(["d"]);
  taken[1]!();
  expect(written[1]).toContain("\x1b[1;1Hd");
  expect(asked).toBe(1);
});
