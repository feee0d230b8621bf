/** What is typed, or what should be known first or happened last, and the keys that do something now. */
import { cellsOf, shorten, type Grid } from "../grid.ts";
import { formatDuration } from "../format.ts";
import { nameOf, usableKeys, type Key } from "../keys/index.ts";
import type { Parting } from "../keys/parting.ts";
import { layout } from "../layout.ts";
import type { Probe } from "../probe.ts";
import { probed, readoutOf } from "../probed.ts";
import { stateAt } from "../state-at.ts";
import { trainingMs } from "../timing.ts";
import { warningOf } from "../warning.ts";
import { styleOfNews } from "./events.ts";
import type { PanelId } from "../panel-id.ts";
import { putAll, type Panel, type Remark } from "./panel.ts";
import type { View } from "../view.ts";

/** Time of training that something stays news. */
const FRESH_MS = 5000;
/** Most room for the beginning of what a rule says. */
const REMARK_CELLS = 60;

/** How long a remark to the viewer may be to stand in the footer of a window. */
export function remarkCells(columns: number): number {
  return Math.max(26, Math.floor(columns / 2)) - 1;
}

export const footer: Panel = {
  isOfNow: true,
  draw(grid, view) {
    const { prompt, suggestion } = view.look;
    if (prompt !== undefined) {
      drawPrompt(grid, prompt, suggestion);
      return;
    }
    const usable = footerKeys(view).map((key) => ({ name: nameOf(key, view.glyphs), label: key.label(view) }));
    const cellsOfKeys = (keys: typeof usable) =>
      keys.reduce((sum, { name, label }) => sum + cellsOf(`${name} ${label}`) + 2, -1);

    // The way out is told whatever the room, and help; of the others the last go, until there is room for the beginning of what
    // is said. What a rule says is long: where there is room for the events panel, that has it whole.
    const said = message(view);
    const wanted = Math.min(cellsOf(said.map(({ text }) => text).join("")), leastCells(view, grid.width));
    const room = () => grid.width - cellsOfKeys(usable) - 4;
    while (usable.length > 2 && room() < wanted) usable.splice(usable.length - 3, 1);
    if (room() < Math.min(wanted, REMARK_CELLS / 2)) usable.splice(0, usable.length - 1);
    let x = 1;
    const shown = fitting(said, Math.max(0, room()) + 1);
    if (shown.length > 0) {
      x = putAll(grid, x, 0, shown);
      x = grid.put(x + 1, 0, view.glyphs.vertical, "dim") + 1;
    }
    for (const { name, label } of usable) {
      x = grid.put(x, 0, name, "bold");
      x = grid.put(x + 1, 0, label, "dim") + 2;
    }
  },
};

const PROMPT_HINT = "Enter does it  Esc drops it";

/** What is typed, or as much of its end as there is room for; how to be done with it, where there is room for that too. */
function drawPrompt(grid: Grid, prompt: string, suggestion = ""): void {
  const x = grid.put(grid.put(0, 0, " :", "bold"), 0, endOf(prompt, grid.width - 3), "plain");
  const [under = " ", ...rest] = suggestion;
  const end = grid.put(grid.put(x, 0, under, "inverse"), 0, rest.join(""), "dim") + 2;
  if (end + PROMPT_HINT.length <= grid.width) grid.put(end, 0, PROMPT_HINT, "dim");
}

/** As much of the end as takes no more than so many cells. */
function endOf(text: string, cells: number): string {
  const characters = Array.from(text.normalize("NFC"));
  let from = characters.length;
  for (let left = cells; from > 0; from--) {
    left -= cellsOf(characters[from - 1]!);
    if (left < 0) break;
  }
  return characters.slice(from).join("");
}

/** A question and its answers: in a long form where there is room, else in a short one. */
export function drawParting(grid: Grid, { question, short, answers }: Parting): void {
  const told = (form: "label" | "short"): Remark[] => [
    { text: ` ${form === "label" ? question : short}`, style: "orangeBold" },
    ...answers.flatMap((answer): Remark[] => [
      { text: `  ${answer.name} `, style: "bold" },
      { text: answer[form], style: "plain" },
    ]),
  ];
  const long = told("label");
  const fits = cellsOf(long.map(({ text }) => text).join("")) <= grid.width;
  putAll(grid, 0, 0, fits ? long : told("short"));
}

/** The most useful first; who looks back is told first what can be done there. */
const USUAL = ["space", "s", "[ ]", "← →", "< >", "u", "*", "g", "v", "P", "p", "Tab"];
const BACK = ["Esc", "← →", "R", "b", "*", "g", "space"];

function footerKeys(view: View): Key[] {
  const { cursor, full } = view.look;
  const order = cursor === undefined ? USUAL : BACK;
  const isLoud = ({ name, isQuiet }: Key) =>
    !isQuiet || (cursor !== undefined && BACK.includes(name)) || (full !== undefined && name === "Esc");
  const rank = ({ name }: Key) => (order.includes(name) ? order.indexOf(name) : order.length);
  const usable = usableKeys(view).filter(isLoud);
  const isLast = ({ name }: Key) => name === "?" || name === "q";
  return [...usable.filter((key) => !isLast(key)).toSorted((a, b) => rank(a) - rank(b)), ...usable.filter(isLast)];
}

/** Cells that what is said has at least, before keys are told. */
function leastCells(view: View, width: number): number {
  const { phase, news } = view.state;
  const isAnswered = view.look.probe !== undefined && !shows(view, "fit");
  // Of a run that is over, how it ended matters more than what can be pressed; so does what is wrong, or was asked for.
  if (phase === "finished" || phase === "interrupted" || warningOf(view) || view.remark || isAnswered) return Infinity;
  return news.at(-1)?.rule === undefined ? Math.max(26, Math.floor(width / 3)) : REMARK_CELLS;
}

/** What should be known first, or happened last; nothing where there is none. */
function message(view: View): Remark[] {
  const { remark, look } = view;
  const warning = warningOf(view);
  if (warning) {
    const { text, short, style } = warning;
    return [{ text: cellsOf(text) < view.size.columns - 16 ? text : short, style }];
  }
  if (remark) return cellsOf(remark.text) <= remarkCells(view.size.columns) ? [remark] : [];
  // Where there is no picture of what the network computes, that of an input which is asked about is told here.
  const asked = look.probe && !shows(view, "fit") ? readProbe(view, look.probe) : undefined;
  if (asked) return asked;
  if (look.isFrozen) return [{ text: "frozen: f goes on", style: "orangeBold" }];
  if (look.cursor !== undefined) return [{ text: `epoch ${look.cursor}`, style: "orangeBold" }];
  const newest = view.state.news.at(-1);
  const idle: Remark[] =
    view.canSteer || view.howToSteer === undefined ? [] : [{ text: "only watching", style: "dim" }];
  if (!newest) return idle;
  const { kind, atMs, text } = newest;
  // While the run goes on, what is no news any more leaves its room to the keys.
  if (view.state.phase === "running" && trainingMs(view.state) - atMs > FRESH_MS) return idle;
  return [
    { text: `${formatDuration(atMs)} `, style: "dim" },
    { text: kind === "refused" ? `refused: ${text}` : text, style: styleOfNews[kind] },
  ];
}

function shows({ size: { columns, rows }, look, runCount }: View, name: PanelId): boolean {
  return layout(columns, rows, { ...look, hasRuns: runCount > 1 }).some(({ panel }) => panel === name);
}

function readProbe({ state, look, lookedUp }: View, probe: Probe): Remark[] | undefined {
  const past = look.cursor === undefined ? state : stateAt(state, look.cursor, lookedUp);
  const found = probed(past, probe, look.target);
  return found && readoutOf(probe, found, Infinity)[0];
}

/** The last piece shortened to what room the others leave. */
function fitting(remarks: readonly Remark[], cells: number): Remark[] {
  let left = cells - 1;
  return remarks
    .map(({ text, style }) => {
      const fits = shorten(text, left);
      left -= cellsOf(fits);
      return { text: fits, style };
    })
    .filter(({ text }) => text !== "");
}
