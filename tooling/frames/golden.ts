/** What frames should look like: texts as files, pictures by their hashes. */
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

/** Takes these frames for what they should look like. */
export function keepGolden(frames: readonly Frame[]): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const frame of frames) writeFileSync(fileOf(frame), frame.text);
  const all = Object.fromEntries(frames.map((frame) => [frame.name, hashOf(frame)]));
  writeFileSync(hashes, `${JSON.stringify(all, undefined, 2)}\n`);
}

/** What is not as it should be, a line for each; empty where all is. */
export function compareWithGolden(frames: readonly Frame[]): string[] {
  const kept = existsSync(hashes) ? (JSON.parse(readFileSync(hashes, "utf8")) as Record<string, string>) : {};
  const texts = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".txt")) : [];
  const drawn = new Set(frames.map(({ name }) => `${name}.txt`));
  return [
    ...texts.filter((name) => !drawn.has(name)).map((name) => `golden/${name}: expected to be drawn, but it was not`),
    ...frames.flatMap((frame) => {
      if (!existsSync(fileOf(frame))) return [`golden/${frame.name}.txt: expected a file, got none`];
      const line = firstDifference(readFileSync(fileOf(frame), "utf8"), frame.text);
      if (line !== undefined) return [`golden/${frame.name}.txt: differs in line ${line}`];
      return kept[frame.name] === hashOf(frame)
        ? []
        : [`${frame.name}: the text is as it should be, the picture is not`];
    }),
  ];
}

/** From 1; undefined where there is none. */
function firstDifference(expected: string, got: string): number | undefined {
  if (expected === got) return undefined;
  const lines = got.split("\n");
  return expected.split("\n").findIndex((line, i) => line !== lines[i]) + 1;
}
