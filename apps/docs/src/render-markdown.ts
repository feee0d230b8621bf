/** Markdown becomes HTML, with the ids of its headings as GitHub makes them, and its links as the caller wants them. */
import { Marked, type Tokens } from "marked";

export interface Heading {
  readonly level: number;
  readonly id: string;
  /** Without markup. */
  readonly text: string;
}

export interface RenderedPage {
  readonly html: string;
  readonly headings: readonly Heading[];
  /** The plain text below each heading, for the search. */
  readonly parts: readonly { readonly heading: Heading; readonly text: string }[];
}

/** Where a link or an image leads; undefined if it has no place in the site: then its text stays. */
export type ResolveLink = (href: string) => string | undefined;

/** HTML for a block with a language of its own, such as `figure`; undefined for code. */
export type RenderBlock = (language: string, text: string) => string | undefined;

export function renderMarkdown(
  markdown: string,
  resolve: ResolveLink,
  renderBlock: RenderBlock = () => undefined,
): RenderedPage {
  const headings: Heading[] = [];
  const texts: string[] = [];
  const ids = new Set<string>();

  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const text = plainText(tokens);
        const heading = { level: depth, id: uniqueId(text, ids), text };
        headings.push(heading);
        return `<h${depth} id="${heading.id}"><a class="anchor" href="#${heading.id}">${this.parser.parseInline(tokens)}</a></h${depth}>\n`;
      },
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens);
        const target = resolve(href);
        return target === undefined ? text : `<a href="${escapeHtml(target)}">${text}</a>`;
      },
      image({ href, text }) {
        return `<img src="${escapeHtml(resolve(href) ?? href)}" alt="${escapeHtml(text)}">`;
      },
      // A wide block is scrolled with the keyboard, too.
      code({ text, lang = "" }) {
        const block = renderBlock(lang, text);
        if (block !== undefined) return block;
        const label = lang === "" ? "example" : `${lang} example`;
        return `<pre tabindex="0" role="group" aria-label="${escapeHtml(label)}"><code>${escapeHtml(text)}</code></pre>\n`;
      },
      table(token) {
        // An empty cell heads nothing.
        const cellOf = ({ tokens, header }: Tokens.TableCell) => {
          const tag = header && tokens.length > 0 ? "th" : "td";
          return `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`;
        };
        const row = (cells: readonly Tokens.TableCell[]) => `<tr>${cells.map(cellOf).join("")}</tr>`;
        const body = token.rows.map(row).join("");
        return `<div class="scroll" tabindex="0" role="group" aria-label="table"><table><thead>${row(token.header)}</thead><tbody>${body}</tbody></table></div>\n`;
      },
    },
  });

  // Headings get their ids in the order of the page.
  const tokens = marked.lexer(markdown);
  const html = marked.parser(tokens);
  for (const token of tokens) {
    if (token.type === "heading") texts.push("");
    else if (texts.length > 0) texts[texts.length - 1] += `${textOf(token)}\n`;
  }
  const blocks = headings.slice(0, texts.length);
  return { html, headings, parts: blocks.map((heading, i) => ({ heading, text: texts[i]! })) };
}

/** As GitHub: lower case, without punctuation, with hyphens for blanks, and a number if it is taken. */
function uniqueId(text: string, ids: Set<string>): string {
  const base = text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
  let id = base;
  for (let i = 1; ids.has(id); i++) id = `${base}-${i}`;
  ids.add(id);
  return id;
}

interface AnyToken {
  readonly type: string;
  readonly raw?: string;
  readonly text?: string;
  readonly tokens?: readonly AnyToken[];
}

function plainText(tokens: readonly AnyToken[]): string {
  return tokens.map(({ tokens: inner, text = "" }) => (inner ? plainText(inner) : unescapeHtml(text))).join("");
}

/** The text of a block for the search: its source, without the marks of Markdown. */
function textOf({ raw = "" }: AnyToken): string {
  return raw.replace(/\]\([^)]*\)/g, "]").replace(/[`*_|#>[\]]+/g, " ");
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function unescapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => names[name]!);
}
