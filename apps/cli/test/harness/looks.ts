/**
 * How pages look, coarsely: the brightness of tiles of 40 × 40 pixels, a hexadecimal digit each, from `0` for black to `f` for white.
 * Fonts differ between machines, so single tiles may differ; panels, charts and colours may not.
 */
import { readFileSync, writeFileSync } from "node:fs";
import type { Page } from "playwright-core";

/** A line of digits for each row of tiles. */
export type Look = readonly string[];
export type Looks = Record<string, Look>;

const TILE = 40;
const FILE = new URL("../golden/looks.json", import.meta.url);

export function readLooks(): Looks {
  return JSON.parse(readFileSync(FILE, "utf8")) as Looks;
}

export function writeLooks(looks: Looks): void {
  writeFileSync(FILE, `${JSON.stringify(looks, undefined, 2)}\n`);
}

/** The look of the visible part of a page. */
export async function lookOf(page: Page): Promise<Look> {
  const png = (await page.screenshot()).toString("base64");
  // A blank page decodes the picture, since the policy of the page does not let it.
  const reader = await page.context().newPage();
  try {
    return await reader.evaluate(
      async ([data, tile]) => {
        const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
        const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
        const columns = Math.ceil(image.width / tile);
        const rows = Math.ceil(image.height / tile);
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext("2d")!;
        context.drawImage(image, 0, 0);
        const { data: pixels } = context.getImageData(0, 0, image.width, image.height);
        const brightness = (column: number, row: number) => {
          let sum = 0;
          let count = 0;
          for (let y = row * tile; y < Math.min(image.height, (row + 1) * tile); y++) {
            for (let x = column * tile; x < Math.min(image.width, (column + 1) * tile); x++) {
              const at = 4 * (y * image.width + x);
              sum += 0.2126 * pixels[at]! + 0.7152 * pixels[at + 1]! + 0.0722 * pixels[at + 2]!;
              count += 1;
            }
          }
          return Math.round((sum / count / 255) * 15).toString(16);
        };
        return Array.from({ length: rows }, (_, row) =>
          Array.from({ length: columns }, (__, column) => brightness(column, row)).join(""),
        );
      },
      [png, TILE] as const,
    );
  } finally {
    await reader.close();
  }
}

/** The mean and the largest difference of two looks, in steps of brightness; as different as can be if their sizes differ. */
export function differenceOf(before: Look, now: Look): { readonly mean: number; readonly most: number } {
  const [a, b] = [before, now].map((look) => Array.from(look.join(""), (digit) => parseInt(digit, 16)));
  if (a!.length !== b!.length) return { mean: 15, most: 15 };
  const differences = a!.map((value, i) => Math.abs(value - b![i]!));
  const sum = differences.reduce((total, difference) => total + difference, 0);
  return { mean: sum / differences.length, most: Math.max(...differences) };
}
