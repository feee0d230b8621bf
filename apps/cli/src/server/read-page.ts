/** The web page of `serve`, as it was built beside the command. */
import type { Page, PageFile } from "@epochal/server";
import fs from "node:fs";
import { extname } from "node:path";

/** Beside the bundle; or, when the sources run, in the folder of the bundle. */
const FOLDERS = ["page/", "../../dist/page/"].map((path) => new URL(path, import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

/** Undefined if the page was not built. */
export async function readPage(): Promise<Page | undefined> {
  const folder = FOLDERS.find((one) => fs.existsSync(new URL("index.html", one)));
  if (folder === undefined) return undefined;
  const assets = await fs.promises.readdir(new URL("assets", folder));
  const names = ["index.html", ...assets.map((name) => `assets/${name}`)];
  return new Map(
    await Promise.all(
      names.map(async (name): Promise<[string, PageFile]> => {
        const type = TYPES[extname(name)] ?? "application/octet-stream";
        return [name, { type, content: await fs.promises.readFile(new URL(name, folder)) }];
      }),
    ),
  );
}
