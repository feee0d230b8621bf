/** The frame of a page: its head, the list of pages, the search, and the headings. */
import { pages, SECTIONS, type Page } from "./pages.ts";
import { escapeHtml, type RenderedPage } from "./render-markdown.ts";

/** Everything comes from the site itself. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'";

/** More headings of the second level do not fit beside a page. */
const MAX_HEADINGS = 40;

export function layOut(page: Page, { html, headings }: RenderedPage): string {
  const title = page.name === "index" ? "epochal" : `${page.title} – epochal`;
  const inner = headings.filter(({ level }) => level === 2).slice(0, MAX_HEADINGS);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="assets/icon.svg">
<link rel="stylesheet" href="assets/style.css">
<script type="module" src="assets/search.js"></script>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<a class="home" href="index.html">epochal</a>
<form role="search"><label for="search">Search</label> <input id="search" type="search" autocomplete="off" aria-controls="found" aria-keyshortcuts="/" placeholder="press /"></form>
</header>
<div id="found" role="region" aria-label="Search results" aria-live="polite"></div>
<div class="columns">
<nav aria-label="Pages">
${SECTIONS.map((section) => sectionOf(section, page)).join("\n")}
</nav>
<main id="content">
${html}</main>
${inner.length > 1 ? `<aside aria-label="On this page"><ul>${inner.map(({ id, text }) => `<li><a href="#${id}">${escapeHtml(text)}</a></li>`).join("")}</ul></aside>` : ""}
</div>
</body>
</html>
`;
}

function sectionOf(section: Page["section"], current: Page): string {
  const items = pages
    .filter((page) => page.section === section)
    .map(({ name, title }) => {
      const mark = name === current.name ? ' aria-current="page"' : "";
      return `<li><a href="${name}.html"${mark}>${escapeHtml(title)}</a></li>`;
    });
  return `<h2>${section}</h2>\n<ul>${items.join("")}</ul>`;
}
