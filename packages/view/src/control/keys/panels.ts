/** Keys that show, hide and enlarge panels. */
import { layerWeights } from "../../model/layer-weights.ts";
import { numberedPanels, type PanelId } from "../../settings/view-settings.ts";
import { changeSettings, type Action } from "../action.ts";
import { keyGroup, type KeyContext } from "../key.ts";

const ENLARGE_HELP = "the chosen panel in the whole window; the network's lists w, b, z and a of each unit";

const numberKeys = Object.fromEntries(
  numberedPanels.map((panel, i) => [String(i + 1), (context: KeyContext) => toggle(context, panel)]),
);

export const panelKeys = keyGroup("panels", [
  ["Tab", "panel", "choose a panel; Enter enlarges it, Esc goes back", { tab: choose }],
  ["Enter", "enlarge", ENLARGE_HELP, { return: enlarge }],
  ["↑ ↓", "unit", "choose a unit of the enlarged network", { up: moveUnit(-1), down: moveUnit(1) }],
  [`1 … ${numberedPanels.length}`, "panels", toggleHelp, numberKeys],
]);

function toggleHelp({ drawablePanels }: KeyContext): string {
  const numbers = numberedPanels.flatMap((panel, i) => (drawablePanels.includes(panel) ? `${i + 1} ${panel}` : []));
  return `show or hide a panel; without room, it fills the window: ${numbers.join(", ")}`;
}

function choose(context: KeyContext): Action | undefined {
  const { full, focus } = context.settings;
  if (full) return changeSettings({ full: neighbour(context.drawablePanels, full) });
  const shown = visibleNumbered(context);
  return shown.length === 0 ? undefined : changeSettings({ focus: neighbour(shown, focus) });
}

function enlarge({ settings: { focus, full } }: KeyContext): Action {
  return changeSettings({ full: full ? undefined : (focus ?? "loss") });
}

/** Chooses the next unit while the network is enlarged. */
function moveUnit(step: number) {
  return ({ state, settings: { full, unit } }: KeyContext): Action | undefined => {
    const count = layerWeights(state).reduce((sum, { units }) => sum + units, 0);
    if (full !== "network" || count === 0) return undefined;
    return changeSettings({ unit: Math.max(0, Math.min(count - 1, unit + step)) });
  };
}

/** The numbered panels that are visible. */
function visibleNumbered({ visiblePanels }: KeyContext): PanelId[] {
  return numberedPanels.filter((panel) => visiblePanels.includes(panel));
}

function toggle(context: KeyContext, panel: PanelId): Action | undefined {
  if (!context.drawablePanels.includes(panel)) return undefined;
  const { hidden, full } = context.settings;
  if (full !== undefined) return changeSettings({ full: full === panel ? undefined : panel });
  if (hidden.includes(panel)) return changeSettings({ hidden: hidden.filter((name) => name !== panel) });
  const shown = visibleNumbered(context);
  // The last visible panel stays.
  if (shown.includes(panel))
    return shown.length > 1 ? changeSettings({ hidden: [...hidden, panel] }) : changeSettings({});
  return changeSettings({ full: panel });
}

function neighbour(names: readonly PanelId[], now: PanelId | undefined): PanelId {
  return names[(now === undefined ? 0 : names.indexOf(now) + 1) % names.length]!;
}
