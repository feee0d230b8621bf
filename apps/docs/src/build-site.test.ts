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

interface Find {
  readonly INDEX: { readonly fields: string[]; readonly storeFields: string[] };
  readonly find: (index: MiniSearch, query: string) => { readonly id: string }[];
}

test.each([
  ["install in my project", /^start\.html/],
  ["classify", /^(start|guide|data)\.html/],
  ["predict with an interval", /^guide\.html#train-a-table-and-predict/],
  ["prediction interval", /^start\.html#train-your-own-table/],
  ["predict intervals", /^(start|guide)\.html/],
  ["confidence interval", /^start\.html/],
  ["watch from another machine", /^(start|guide)\.html/],
  ["watch remotely", /^(start|guide)\.html/],
  ["write a client of my own", /^start\.html#write-a-client-of-your-own/],
  ["own client websocket", /^start\.html#write-a-client-of-your-own/],
  ["set an exercise as a link", /^start\.html#share-a-training-as-a-link/],
  ["get the model out of a run", /^(start|guide)\.html/],
  ["how to reconnect with a cursor", /^protocol-v1\.html/],
  ["conformal intervals", /^how-it-works\.html/],
  ["tensorboard", /^compared\.html/],
  ["share runs between machines nats", /^(guide|log-nats)\.html/],
  ["onnx", /^(guide|command|core)\.html/],
])("the search for %s finds a page that explains it first", async (words, address) => {
  const { find, INDEX } = (await import(new URL("../assets/find.js", import.meta.url).href)) as Find;
  const index = MiniSearch.loadJSON(site.get("assets/search.json") as string, INDEX);
  expect(find(index, words)[0]!.id).toMatch(address);
});
