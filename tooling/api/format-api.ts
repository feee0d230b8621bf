/** Formats the exports of a package as Markdown: a section for each name, a row for each option. */
import type { Property } from "./describe.ts";
import type { Export } from "./read-api.ts";

interface Entry {
  readonly defaults?: Readonly<Record<string, number>>;
  readonly ranges?: Readonly<Record<string, { readonly text: string } | undefined>>;
}

/** @param values the exports at run time: the entries of records have their settings. */
export function formatApi(title: string, api: readonly Export[], values: Readonly<Record<string, unknown>>): string {
  const groups = [...Map.groupBy(api, ({ group }) => group)];
  const anchors = anchorsOf(groups.flatMap(([group, exports]) => [group, ...exports.map(({ name }) => name)]));
  const contents = groups.map(([group, exports]) => {
    anchors.next(); // the anchor of the group's heading
    const links = exports.map(({ name }) => `[${name}](#${anchors.next().value})`).join(", ");
    return group ? `- **${group}**: ${links}` : `- ${links}`;
  });
  const sections = groups.flatMap(([group, exports]) => [
    ...(group ? [`## ${group}`] : []),
    ...exports.flatMap((entry) => sectionOf(entry, values[entry.name])),
  ]);
  const head = [`# ${title}`, "Written by `npm run docs:api` from the docstrings of the sources.", contents.join("\n")];
  return `${[...head, ...sections].join("\n\n")}\n`;
}

/** The anchors of headings: names that differ only in case are numbered. */
function* anchorsOf(headings: readonly string[]): Generator<string, undefined> {
  const seen = new Map<string, number>();
  for (const heading of headings) {
    const anchor = heading.toLowerCase().replaceAll(" ", "-");
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    yield count === 0 ? anchor : `${anchor}-${count}`;
  }
}

function sectionOf({ name, signature, doc, properties, entries }: Export, value: unknown): string[] {
  const record = (value ?? {}) as Readonly<Record<string, Entry>>;
  const { text, tags } = readDoc(doc);
  const items = entries.map((entry) => `- **${entry.name}**${settingsOf(record[entry.name])}: ${inline(entry.doc)}`);
  return [
    `### ${name}`,
    signature === `interface ${name}` ? "" : `\`\`\`ts\n${signature}\n\`\`\``,
    text,
    tags.map((tag) => `- ${tag}`).join("\n"),
    properties.length > 0 ? tableOf(properties) : "",
    items.join("\n"),
  ].filter((part) => part !== "");
}

function readDoc(doc: string): { readonly text: string; readonly tags: readonly string[] } {
  const [text = "", ...tags] = doc.split(/^@(?=param|throws|returns)/m);
  const read = tags.map((tag) => {
    const [, kind, rest = ""] = /^(\w+)\s+(.*)$/s.exec(tag) ?? [];
    const words = oneLine(rest);
    return kind === "param" ? words.replace(/^(?:options\.)?(\S+)/, "`$1`:") : `${kind} ${words}`;
  });
  return { text: text.trim(), tags: read };
}

/** A docstring with its tags on one line. */
function inline(doc: string): string {
  const { text, tags } = readDoc(doc);
  return oneLine([text, ...tags.map((tag) => tag.replace(/^[a-z]/, (letter) => letter.toUpperCase()))].join(" "));
}

/** ` (`learningRate` = 0.001; `beta1` = 0.9, from 0 to below 1)`. */
function settingsOf(entry: Entry | undefined): string {
  const settings = Object.entries(entry?.defaults ?? {}).map(([name, value]) => {
    const words = entry?.ranges?.[name]?.text.replace(/^to be /, "");
    return `\`${name}\` = ${value}${words ? `, ${words}` : ""}`;
  });
  return settings.length > 0 ? ` (${settings.join("; ")})` : "";
}

function tableOf(properties: readonly Property[]): string {
  const rows = properties.map(({ name, type, doc }) => {
    const isMethod = type.startsWith("(") && !type.includes("=>");
    return `| \`${cell(name + (isMethod ? "" : ": ") + type)}\` | ${cell(inline(doc))} |`;
  });
  return ["| member | meaning |", "|---|---|", ...rows].join("\n");
}

/** Escapes text for a table cell: a line end would end the row, and a bar the cell. */
function cell(text: string): string {
  return oneLine(text).replaceAll("|", "\\|");
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, " ");
}
