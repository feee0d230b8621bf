/** The manifests say what a registry shows, and publish what the sources export. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { architecture } from "./architecture/workspaces.ts";

interface Manifest extends Readonly<Record<string, unknown>> {
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string>>;
  readonly publishConfig?: { readonly exports?: Readonly<Record<string, { types: string; default: string }>> };
}

const root = fileURLToPath(new URL("..", import.meta.url));
const published = Object.keys(architecture)
  .map((folder) => ({
    folder,
    manifest: JSON.parse(readFileSync(`${root}${folder}/package.json`, "utf8")) as Manifest,
  }))
  .filter(({ manifest }) => !manifest.private);

/** That of the command: all packages have the same. */
const { version } = JSON.parse(readFileSync(`${root}apps/cli/package.json`, "utf8")) as { readonly version: string };

test("everything but the examples and the site can be published", () => {
  const folders = Object.keys(architecture).filter((folder) => folder !== "apps/examples" && folder !== "apps/docs");
  expect(published.map(({ folder }) => folder)).toEqual(folders);
});

test.each(published)("$folder says what it is, and has a README", ({ folder, manifest }) => {
  expect(manifest).toMatchObject({
    version,
    description: expect.stringMatching(/\.$/) as string,
    keywords: expect.arrayContaining([expect.any(String)]) as string[],
    license: "MIT",
    author: "the epochal authors",
    files: expect.arrayContaining([expect.stringMatching(/^!/)]) as string[],
    publishConfig: { access: "public" },
  });
  expect(existsSync(`${root}${folder}/README.md`)).toBe(true);
});

test.each(published)("$folder publishes the build of every source that it exports", ({ manifest }) => {
  const sources = Object.entries(manifest.exports ?? {}).filter(([, source]) => source.startsWith("./src/"));
  const built = sources.map(([entry, source]) => {
    const file = source.replace("./src/", "./dist/").replace(/\.tsx?$/, "");
    return [entry, { types: `${file}.d.ts`, default: `${file}.js` }];
  });
  expect(Object.entries(manifest.publishConfig?.exports ?? {})).toEqual(built);
});
