/** All files of the site, from the files of the repository; fails if a link leads nowhere. */
import { posix } from "node:path";
import MiniSearch from "minisearch";
import { layOut } from "./lay-out.ts";
import { renderLessonBlock } from "./live-training.ts";
import { pages, type Page } from "./pages.ts";
import { renderMarkdown, type RenderedPage } from "./render-markdown.ts";

/** The repository as the build sees it; paths begin at its root. */
export interface Repository {
  exists(path: string): boolean;
  readText(path: string): string;
  /** The names of all files below a folder. */
  list(folder: string): readonly string[];
  readBytes(path: string): Uint8Array;
  /** The reference of the command as Markdown. */
  readonly commandReference: string;
}

/** The built web page, with which the site's trainings run. */
const LIVE = "apps/web/dist";

/** Its files by name, such as `start.html`. */
export type Site = ReadonlyMap<string, string | Uint8Array>;

/** @throws Error with a line for each link that leads nowhere. */
export function buildSite(repository: Repository): Site {
  const files = new Map<string, string | Uint8Array>();
  const problems: string[] = [];
  const names = new Map(pages.flatMap(({ name, source }) => (source === undefined ? [] : [[source, name]])));
  /** Links to headings, which are checked when all pages are known. */
  const anchors: { readonly from: string; readonly to: string; readonly id: string }[] = [];

  function resolve(page: Page, href: string): string | undefined {
    if (/^(https?|mailto):/.test(href)) return href;
    const from = page.source ?? page.name;
    const [path = "", id] = href.split("#");
    const target = path === "" ? from : posix.join(posix.dirname(from), decodeURIComponent(path));
    const name = path === "" ? page.name : names.get(target.replace(/\/$/, ""));
    if (name !== undefined) {
      if (id !== undefined) anchors.push({ from, to: name, id });
      return `${path === "" ? "" : `${name}.html`}${id === undefined ? "" : `#${id}`}`;
    }
    if (!repository.exists(target)) {
      problems.push(`${from}: there is no ${target}`);
    } else if (/\.(png|svg)$/.test(target)) {
      const file = `assets/${target.replaceAll("/", "-")}`;
      files.set(file, repository.readBytes(target));
      return file;
    }
    // Other files of the repository are not part of the site.
    return undefined;
  }

  const rendered = new Map<string, RenderedPage>();
  for (const page of pages) {
    const markdown = page.source === undefined ? repository.commandReference : repository.readText(page.source);
    rendered.set(
      page.name,
      renderMarkdown(
        markdown,
        (href) => resolve(page, href),
        page.section === "Lessons" ? renderLessonBlock(page.name.replace("lesson-", "")) : undefined,
      ),
    );
  }
  for (const { from, to, id } of anchors) {
    const { headings, html } = rendered.get(to)!;
    if (!headings.some((heading) => heading.id === id) && !html.includes(`id="${id}"`)) {
      problems.push(`${from}: ${to}.html has no heading #${id}`);
    }
  }
  if (problems.length > 0) throw new Error(`links that lead nowhere:\n${problems.join("\n")}`);
  for (const page of pages) files.set(`${page.name}.html`, layOut(page, rendered.get(page.name)!));
  files.set("assets/search.json", searchIndex(rendered));
  const live = repository.list(LIVE).filter((name) => /^(index\.html$|assets\/|THIRD-PARTY)/.test(name));
  for (const name of live) files.set(`live/${name}`, repository.readBytes(`${LIVE}/${name}`));
  return files;
}

/** As in `assets/find.js`. */
const SEARCH = { fields: ["title", "text"], storeFields: ["title", "page"] };

function searchIndex(rendered: ReadonlyMap<string, RenderedPage>): string {
  const search = new MiniSearch(SEARCH);
  for (const { name, title: page } of pages) {
    for (const { heading, text } of rendered.get(name)!.parts) {
      search.add({ id: `${name}.html#${heading.id}`, title: heading.text, page, text });
    }
  }
  return JSON.stringify(search);
}
