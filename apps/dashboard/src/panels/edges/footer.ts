/** The prompt; or the notice and the keys that do something now. */
import {
  cellWidth,
  commands,
  currentAlert,
  currentNotice,
  describeActivity,
  describeMessage,
  formatDuration,
  keyHints,
  type ExitPrompt,
  type Message,
} from "@epochal/view";
import { shorten, type CellArea } from "../../cells/cell-buffer.ts";
import { keyLabel } from "../../frame/labels.ts";
import type { TerminalView } from "../../frame/terminal-view.ts";
import { activityStyles } from "../events.ts";
import { readoutTexts } from "../fit/probe.ts";
import { putTexts, type Panel, type StyledText } from "../panel.ts";

/** The width for the beginning of a notice of a rule, which may be long. */
const RULE_CELLS = 60;

/** The share of the width for any other notice. An undone change of the learning rate fits into it at 80 columns. */
const NOTICE_SHARE = 0.6;

/** The longest message that the footer shows; a longer one is drawn above it. */
export function messageCells(columns: number): number {
  return Math.max(26, Math.floor(columns / 2)) - 1;
}

const levelStyles = { info: "plain", success: "blueBold", warning: "warning" } as const;

export function messageText(message: Message): StyledText {
  const { text, level } = describeMessage(message);
  return { text, style: levelStyles[level] };
}

export const footer: Panel = {
  ignoresCursor: true,
  draw(grid, view) {
    const { prompt, suggestion } = view.settings;
    if (prompt !== undefined) {
      drawPrompt(grid, prompt, suggestion);
      return;
    }
    const usable = keyHints(view).map((key) => ({ name: keyLabel(key, view.glyphs), label: key.label(view) }));
    const cellsOfKeys = (keys: typeof usable) =>
      keys.reduce((sum, { name, label }) => sum + cellWidth(`${name} ${label}`) + 2, -1);

    // Help and quit stay. The last of the other keys are left out until there is room for the notice, or at least its beginning.
    const notice = noticeTexts(view);
    const wanted = Math.min(cellWidth(notice.map(({ text }) => text).join("")), minNoticeCells(view, grid.width));
    const room = () => grid.width - cellsOfKeys(usable) - 4;
    while (usable.length > 2 && room() < wanted) usable.splice(usable.length - 3, 1);
    if (room() < Math.min(wanted, RULE_CELLS / 2)) usable.splice(0, usable.length - 1);
    let x = 1;
    const shown = fitting(notice, Math.max(0, room()) + 1);
    if (shown.length > 0) {
      x = putTexts(grid, x, 0, shown);
      x = grid.put(x + 1, 0, view.glyphs.vertical, "dim") + 1;
    }
    for (const { name, label } of usable) {
      x = grid.put(x, 0, name, "bold");
      x = grid.put(x + 1, 0, label, "dim") + 2;
    }
  },
};

const PROMPT_HINT = "Enter runs it  Esc closes it";

/** The end of the text, if there is no room for all of it; then a hint, if there is room. */
function drawPrompt(grid: CellArea, prompt: string, suggestion = ""): void {
  const x = grid.put(grid.put(0, 0, " :", "bold"), 0, endOf(prompt, grid.width - 3), "plain");
  const [under = " ", ...rest] = suggestion;
  const usage = suggestion === "" ? usageOf(prompt) : "";
  const end = grid.put(grid.put(x, 0, under, "inverse"), 0, rest.join("") + usage, "dim") + 2;
  if (end + PROMPT_HINT.length <= grid.width) grid.put(end, 0, PROMPT_HINT, "dim");
}

/** The arguments to type behind the name of a command: ` <input> = <value> …`. */
function usageOf(prompt: string): string {
  const usage = commands.find(({ name }) => prompt === `${name} `)?.usage;
  return usage ? ` ${usage}` : "";
}

/** The end of the text, in at most `cells` cells. */
function endOf(text: string, cells: number): string {
  const characters = Array.from(text.normalize("NFC"));
  let from = characters.length;
  for (let left = cells; from > 0; from--) {
    left -= cellWidth(characters[from - 1]!);
    if (left < 0) break;
  }
  return characters.slice(from).join("");
}

/** The question and its choices, in a long form if there is room, else in a short one. */
export function drawExitPrompt(grid: CellArea, { question, short, choices }: ExitPrompt): void {
  const choicesIn = (form: "label" | "short", among = choices): StyledText[] => [
    { text: ` ${form === "label" ? question : short}`, style: "warning" },
    ...among.flatMap((choice): StyledText[] => [
      { text: `  ${choice.name} `, style: "bold" },
      { text: choice[form], style: "plain" },
    ]),
  ];
  const needed = choices.filter(({ isOptional }) => !isOptional);
  const forms = [choicesIn("label"), choicesIn("short"), choicesIn("short", needed)];
  const fits = (texts: readonly StyledText[]) => cellWidth(texts.map(({ text }) => text).join("")) <= grid.width;
  putTexts(grid, 0, 0, forms.find(fits) ?? forms.at(-1)!);
}

/** The width that the notice gets before the keys, if it is as long. */
function minNoticeCells(view: TerminalView, width: number): number {
  const { phase, activity } = view.state;
  const isPredicting = view.settings.probe !== undefined && !view.visiblePanels.includes("fit");
  // The end of the run, an alert, and a reply to the viewer are more important than the keys.
  if (phase === "finished" || phase === "interrupted" || currentAlert(view) || view.message || isPredicting)
    return Infinity;
  const newest = activity.at(-1);
  const isRule = newest?.kind === "noticed" && newest.event.rule !== undefined;
  return isRule ? RULE_CELLS : Math.floor(width * NOTICE_SHARE);
}

function noticeTexts(view: TerminalView): StyledText[] {
  const notice = currentNotice(view);
  switch (notice?.kind) {
    case undefined:
      return [];
    case "alert": {
      const { text, short } = notice.alert;
      return [{ text: cellWidth(text) < view.size.columns - 16 ? text : short, style: "warning" }];
    }
    case "message": {
      const text = messageText(notice.message);
      return cellWidth(text.text) <= messageCells(view.size.columns) ? [text] : [];
    }
    case "prediction":
      return readoutTexts(notice.probe, notice.prediction, Infinity)[0] ?? [];
    case "frozen":
      return [{ text: "frozen: f continues", style: "bold" }];
    case "cursor":
      return [{ text: `epoch ${notice.epoch}`, style: "bold" }];
    case "readOnly":
      return [{ text: "read-only", style: "dim" }];
    case "activity": {
      const { entry } = notice;
      const text = describeActivity(entry);
      return [
        { text: `${formatDuration(entry.atMs)} `, style: "dim" },
        { text: entry.kind === "refused" ? `refused: ${text}` : text, style: activityStyles[entry.kind] },
      ];
    }
  }
}

/** The texts in at most `cells` cells; the last one is shortened. */
function fitting(texts: readonly StyledText[], cells: number): StyledText[] {
  let left = cells - 1;
  return texts
    .map(({ text, style }) => {
      const fits = shorten(text, left);
      left -= cellWidth(fits);
      return { text: fits, style };
    })
    .filter(({ text }) => text !== "");
}
