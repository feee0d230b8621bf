/** The sizes of the built page's scripts. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const folder = fileURLToPath(new URL("../../../apps/web/dist/", import.meta.url));

interface ManifestEntry {
  readonly file: string;
  readonly imports?: readonly string[];
}

/** Size after gzip of entries of the page and all that they import, in thousands of bytes. */
export function pageSizeOf(entries: readonly string[]): number {
  const manifest = JSON.parse(readFileSync(`${folder}.vite/manifest.json`, "utf8")) as Record<string, ManifestEntry>;
  const files = new Set<string>();
  const add = (name: string) => {
    const { file, imports = [] } = manifest[name]!;
    if (files.has(file)) return;
    files.add(file);
    for (const imported of imports) add(imported);
  };
  for (const entry of entries) add(entry);
  const sizes = Array.from(files, (file) => gzipSync(readFileSync(folder + file)).length);
  return sizes.reduce((sum, bytes) => sum + bytes, 0) / 1000;
}

const worker = "../../packages/stream/src/worker/web-worker.ts";

/** What a browser loads to watch a run, to list the runs, and to train in the page, its worker included; and the worker alone. */
export const pageEntries = {
  watch: ["index.html", "src/run-page.tsx"],
  list: ["index.html", "src/run-list.tsx"],
  train: ["index.html", "src/train/train-page.tsx", worker],
  worker: [worker],
} as const satisfies Record<string, readonly string[]>;
