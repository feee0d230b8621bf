// Searches the site in the browser. The index is loaded with the first key.
import { find, INDEX } from "./find.js";
import MiniSearch from "./minisearch.js";

const MAX_FOUND = 12;
const input = document.querySelector("#search");
const found = document.querySelector("#found");
let index;

input.addEventListener("focus", load, { once: true });
input.addEventListener("input", () => void show());
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select")) return;
  event.preventDefault();
  input.focus();
});
input.form.addEventListener("submit", (event) => {
  event.preventDefault();
  found.querySelector("a")?.click();
});

function load() {
  index ??= fetch("assets/search.json")
    .then((response) => response.text())
    .then((json) => MiniSearch.loadJSON(json, INDEX));
  return index;
}

async function show() {
  const words = input.value;
  const loaded = await load();
  // A later key shows its own results.
  if (words !== input.value) return;
  const results = words.trim() === "" ? [] : find(loaded, words);
  const list = document.createElement("ul");
  for (const { id, title, page } of results.slice(0, MAX_FOUND)) {
    const link = Object.assign(document.createElement("a"), { href: id, textContent: title });
    const item = document.createElement("li");
    item.append(link, ` ${page}`);
    list.append(item);
  }
  const none = words.trim() !== "" && results.length === 0;
  found.replaceChildren(...(none ? ["Nothing found: try fewer or other words."] : results.length > 0 ? [list] : []));
}
