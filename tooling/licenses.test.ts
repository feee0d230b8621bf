/** The command and the page contain other packages: their licences come with them. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { architecture } from "./architecture/workspaces.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The packages from elsewhere that a workspace imports, itself or through our own packages. */
function importsOf(folder: string, omitted: readonly string[] = []): string[] {
  const own = Object.values(architecture);
  const found = new Set<string>();
  const collect = (imports: readonly string[]) => {
    for (const name of imports) {
      const workspace = own.find((each) => name === each.name || name.startsWith(`${each.name}/`));
      if (workspace) collect(workspace.imports);
      else if (!omitted.includes(name)) found.add(name);
    }
  };
  collect(architecture[folder]?.imports ?? []);
  return [...found].toSorted();
}

test.each([
  { folder: "apps/cli", omitted: ["preact"], least: 50 },
  // The page needs no schemas as JSON.
  { folder: "apps/web", omitted: ["@valibot/to-json-schema"], least: 5 },
])("$folder has the licence of every package that it bundles", ({ folder, omitted, least }) => {
  const text = readFileSync(`${root}${folder}/dist/THIRD-PARTY-LICENSES.txt`, "utf8");
  // `ink 8.0.0 (MIT)` or `## preact - 11.2.0 (MIT)`
  const heading = /^(?:## )?(\S+) (?:- )?[\d.]+ \((\S+)\)$/gm;
  const names = Array.from(text.matchAll(heading), ([, name = ""]) => name);
  expect(names.length).toBeGreaterThanOrEqual(least);
  expect(names).toEqual(expect.arrayContaining(importsOf(folder, omitted)));
  const texts = text.split(heading).filter((_, i) => i > 0 && i % 3 === 0);
  const without = names.filter((_, i) => !/copyright|permission|no text of its licence/i.test(texts[i] ?? ""));
  expect(without).toEqual([]);
});
