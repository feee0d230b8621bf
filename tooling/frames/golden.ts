/** The golden frames: texts as files, pictures by their hashes. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Frame } from "./draw-all.ts";

const folder = new URL("golden/", import.meta.url);
const hashes = new URL("pictures.json", folder);

function fileOf({ name }: Frame): URL {
  return new URL(`${name}.txt`, folder);
}

function hashOf({ picture }: Frame): string {
  return createHash("sha256").update(picture).digest("hex").slice(0, 16);
}

/** Makes these frames the golden ones. */
export function keepGolden(frames: readonly Frame[]): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const frame of frames) writeFileSync(fileOf(frame), frame.text);
  const all = Object.fromEntries(frames.map((frame) => [frame.name, hashOf(frame)]));
  writeFileSync(hashes, `${JSON.stringify(all, undefined, 2)}\n`);
}

/** The differences from the golden frames, one line each. */
export function compareWithGolden(frames: readonly Frame[]): string[] {
  const kept = existsSync(hashes) ? (JSON.parse(readFileSync(hashes, "utf8")) as Record<string, string>) : {};
  const texts = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".txt")) : [];
  const drawn = new Set(frames.map(({ name }) => `${name}.txt`));
  return [
    ...texts.filter((name) => !drawn.has(name)).map((name) => `golden/${name}: no frame of this name was drawn`),
    ...frames.flatMap((frame) => {
      if (!existsSync(fileOf(frame))) return [`golden/${frame.name}.txt: missing`];
      const line = firstDifference(readFileSync(fileOf(frame), "utf8"), frame.text);
      if (line !== undefined) return [`golden/${frame.name}.txt: differs in line ${line}`];
      return kept[frame.name] === hashOf(frame) ? [] : [`${frame.name}: the text is equal, the picture differs`];
    }),
  ];
}

/** The number of the first line that differs, from 1; undefined if none does. */
function firstDifference(expected: string, got: string): number | undefined {
  if (expected === got) return undefined;
  const lines = got.split("\n");
  return expected.split("\n").findIndex((line, i) => line !== lines[i]) + 1;
}
