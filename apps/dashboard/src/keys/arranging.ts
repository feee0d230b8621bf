/** Keys that choose which panels are shown, and how large. */
import { layout } from "../layout.ts";
import { numberedPanels, type PanelId } from "../panel-id.ts";
import { look, type Action, type KeyGroup, type Situation } from "./key.ts";

export const arranging: KeyGroup = {
  title: "arrange",
  keys: [
    {
      input: "tab",
      name: "Tab",
      label: () => "panel",
      help: () => "choose a panel; Enter gives it the whole window, Esc takes it back",
      press: (situation) => {
        if (situation.look.full) return look({ full: neighbour(numberedPanels, situation.look.full) });
        const shown = shownPanels(situation);
        return shown.length === 0 ? undefined : look({ focus: neighbour(shown, situation.look.focus) });
      },
    },
    {
      input: "return",
      name: "Enter",
      label: () => "enlarge",
      help: () => "the chosen panel in the whole window",
      isQuiet: true,
      press: ({ look: { focus, full } }) => look({ full: full ? undefined : (focus ?? "loss") }),
    },
    ...numberedPanels.map((panel, i) => ({
      input: String(i + 1),
      name: `1 … ${numberedPanels.length}`,
      label: () => "panels",
      help: () => `show and hide a panel by its number; one there is no room for gets the whole window`,
      isQuiet: true as const,
      press: (situation: Situation) => toggle(situation, panel),
    })),
  ],
};

/** The panels with a number that the window shows. */
function shownPanels({ size: { columns, rows }, look: seen, runCount }: Situation): PanelId[] {
  const places = layout(columns, rows, { ...seen, hasRuns: runCount > 1 });
  return numberedPanels.filter((name) => places.some(({ panel }) => panel === name));
}

function toggle(situation: Situation, panel: PanelId): Action {
  const { hidden, full } = situation.look;
  if (full !== undefined) return look({ full: full === panel ? undefined : panel });
  if (hidden.includes(panel)) return look({ hidden: hidden.filter((name) => name !== panel) });
  const shown = shownPanels(situation);
  // The last one stays: an empty window helps nobody.
  if (shown.includes(panel)) return shown.length > 1 ? look({ hidden: [...hidden, panel] }) : look({});
  return look({ full: panel });
}

function neighbour(names: readonly PanelId[], now: PanelId | undefined): PanelId {
  return names[(now === undefined ? 0 : names.indexOf(now) + 1) % names.length]!;
}
