import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import MiniSearch from "minisearch";
import { expect, test } from "vitest";
import { buildSite, type Repository } from "./build-site.ts";
import { pages } from "./pages.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const repository: Repository = {
  exists: (path) => existsSync(join(root, path)),
  readText: (path) => readFileSync(join(root, path), "utf8"),
  list: () => ["index.html"],
  readBytes: () => new Uint8Array(),
  commandReference: "# All commands\n\n## epochal train\n\n`--target <column>` column to predict\n",
};
const site = buildSite(repository);

test("every page is built, and no link between them leads nowhere", () => {
  for (const { name } of pages) expect(site.get(`${name}.html`)).toContain('<main id="content">\n<h1');
});

test("every package has a page, and every API", () => {
  const sources = new Set(pages.map(({ source }) => source));
  const missing = [
    "core",
    "simd",
    "data",
    "stream",
    "search",
    "log",
    "log-nats",
    "protocol",
    "client",
    "view",
    "report",
  ]
    .flatMap((name) => ["README.md", "API.md"].map((file) => `packages/${name}/${file}`))
    .filter((path) => existsSync(join(root, path)) && !sources.has(path));
  expect(missing).toEqual([]);
});

test("the home page and the lessons train in frames of the built page", () => {
  const frames = [...site].flatMap(([name, content]) =>
    typeof content === "string"
      ? [...content.matchAll(/<iframe src="([^"?]*)\?/g)].map(([, file]) => [name, file!])
      : [],
  );
  expect([...new Set(frames.map(([name]) => name))]).toEqual([
    "index.html",
    ...pages.filter(({ section }) => section === "Lessons").map(({ name }) => `${name}.html`),
  ]);
  for (const [, file] of frames) expect(site.has(file!)).toBe(true);
  const lesson = site.get("lesson-rate.html") as string;
  expect(lesson.match(/<iframe/g)).toHaveLength(3);
  expect(lesson).toContain('<a href="live/#lesson=rate">Open the lesson</a> to do the exercise');
});

test("a page loads nothing from elsewhere", () => {
  const loaded = [...site].flatMap(([, content]) =>
    typeof content === "string" ? [...content.matchAll(/<(?:img|script|link)[^>]* (?:src|href)="([^"]*)"/g)] : [],
  );
  expect(loaded.length).toBeGreaterThan(50);
  expect(loaded.map(([, address]) => address!).filter((address) => !address.startsWith("assets/"))).toEqual([]);
});

test.each([
  ["no.md", "apps/docs/pages/start.md: there is no apps/docs/pages/no.md"],
  ["home.md#nothing", "apps/docs/pages/start.md: index.html has no heading #nothing"],
  ["#nothing", "apps/docs/pages/start.md: start.html has no heading #nothing"],
])("a link to %s fails the build", (href, line) => {
  const readText = (path: string) =>
    path === "apps/docs/pages/start.md" ? `# Start\n\n[there](${href})\n` : repository.readText(path);
  expect(() => buildSite({ ...repository, readText })).toThrow(`links that lead nowhere:\n${line}`);
});

test.each([
  ["predict with an interval", /^(guide|start|command|server|core|api-core)\.html/],
  ["reconnect cursor", /^protocol-v1\.html/],
  ["model of a recorded run", /^(start|guide)\.html/],
  ["conformal intervals", /^how-it-works\.html/],
  ["tensorboard", /^compared\.html/],
  ["share runs between machines nats", /^(guide|log-nats)\.html/],
])("the search for %s finds its page first", (words, address) => {
  const index = MiniSearch.loadJSON(site.get("assets/search.json") as string, {
    fields: ["title", "text"],
    storeFields: ["title", "page"],
  });
  const [first] = index.search(words, { prefix: true, boost: { title: 3 }, combineWith: "AND" });
  expect(first!.id).toMatch(address);
});
