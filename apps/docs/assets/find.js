// Which sections of the site match words. The page and the tests use it.

/** The options of the index. */
export const INDEX = { fields: ["title", "text"], storeFields: ["title", "page"] };

/** Words that are in nearly every section. */
const COMMON = new Set("a an and do for from how i in is my of on or the to use what with".split(" "));

/** Sections with all words, the best first; without any, sections with some of the words. */
export function find(index, query) {
  const words = query.split(/\s+/).filter((word) => !COMMON.has(word.toLowerCase()));
  const options = { prefix: true, boost: { title: 3 }, boostDocument: weightOf };
  const text = words.length > 0 ? words.join(" ") : query;
  const all = index.search({ combineWith: "AND", queries: text.split(/\s+/).map(formsOf) }, options);
  return all.length > 0 ? all : index.search(text, { ...options, fuzzy: 0.2 });
}

/** A word, or what it begins with: `predictions` finds `predict` and `predicted`, too. */
function formsOf(word) {
  const stem = word.replace(/(?<=\w{4})(ions?|ing|ed|ly)$|(?<=\w{2}[^s])s$/i, "");
  return stem === word ? word : { combineWith: "OR", queries: [word, stem] };
}

/** Pages that explain come before the entries of a reference, which are many and short. */
function weightOf(id) {
  if (/^(start|guide)\.html/.test(id)) return 2;
  if (id.startsWith("protocol-v1")) return 0.7;
  return /^(api-|changes|contributing|docs)/.test(id) ? 0.3 : 1;
}
