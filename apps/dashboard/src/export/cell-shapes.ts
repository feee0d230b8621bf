/** Braille, blocks, shades and box lines as SVG paths. */

/** A cell in units of the picture. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Shape {
  readonly path: string;
  /** Below 1 for shades. */
  readonly opacity: number;
}

/** The shape of a character in its cell; undefined for letters. */
export function cellShape(character: string, box: Box): Shape | undefined {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x2800 && code <= 0x28ff) return solid(braille(code - 0x2800, box));
  const arms = ARMS[character];
  if (arms) return solid(lines(arms, box));
  // ▁ … █ from below, ▏ … █ from the left.
  if (code >= 0x2581 && code <= 0x2588) return solid(part(box, 1, (code - 0x2580) / 8));
  if (code >= 0x2589 && code <= 0x258f) return solid(part(box, (0x2590 - code) / 8, 1));
  if (code >= 0x2591 && code <= 0x2593) return { path: rect(box), opacity: [0.28, 0.52, 0.78][code - 0x2591] ?? 1 };
  return undefined;
}

function solid(path: string): Shape {
  return { path, opacity: 1 };
}

/** From the middle of the cell to its left, right, upper and lower edge. */
const ARMS: Readonly<Record<string, string>> = {
  "─": "lr",
  "━": "LR",
  "│": "ud",
  "┌": "rd",
  "┐": "ld",
  "└": "ru",
  "┘": "lu",
  "┤": "lud",
  "├": "rud",
  "┴": "lru",
  "┬": "lrd",
};

/** Half the width of a line; a heavy line has twice that. */
const HALF = 0.5;

function lines(arms: string, { x, y, width, height }: Box): string {
  const middleX = x + width / 2;
  const middleY = y + height / 2;
  return Array.from(arms, (arm) => {
    const half = arm === arm.toUpperCase() ? 2 * HALF : HALF;
    switch (arm.toLowerCase()) {
      case "l":
        return rect({ x, y: middleY - half, width: width / 2 + half, height: 2 * half });
      case "r":
        return rect({ x: middleX - half, y: middleY - half, width: width / 2 + half, height: 2 * half });
      case "u":
        return rect({ x: middleX - half, y, width: 2 * half, height: height / 2 + half });
      default:
        return rect({ x: middleX - half, y: middleY - half, width: 2 * half, height: height / 2 + half });
    }
  }).join("");
}

/** Bits of a braille pattern, by column and row. */
const BITS = [
  [0, 1, 2, 6],
  [3, 4, 5, 7],
] as const;

function braille(bits: number, { x, y, width, height }: Box): string {
  let path = "";
  BITS.forEach((column, i) =>
    column.forEach((bit, j) => {
      if ((bits & (1 << bit)) === 0) return;
      const middleX = x + (width * (2 * i + 1)) / 4;
      const middleY = y + (height * (2 * j + 1)) / 8;
      path += rect({ x: middleX - 1.1, y: middleY - 1.1, width: 2.2, height: 2.2 });
    }),
  );
  return path;
}

function part({ x, y, width, height }: Box, across: number, up: number): string {
  return rect({ x, y: y + height * (1 - up), width: width * across, height: height * up });
}

function rect({ x, y, width, height }: Box): string {
  return `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`;
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}
