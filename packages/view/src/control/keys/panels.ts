/** Keys that show, hide and enlarge panels. */
import { numberedPanels, type PanelId } from "../../settings/panel-id.ts";
import { changeSettings, type Action } from "../action.ts";
import type { KeyContext, KeyGroup } from "../key.ts";

export const panelKeys: KeyGroup = {
  title: "panels",
  keys: [
    {
      input: "tab",
      name: "Tab",
      label: () => "panel",
      help: () => "choose a panel; Enter enlarges it, Esc goes back",
      press: (context) => {
        if (context.settings.full) return changeSettings({ full: neighbour(numberedPanels, context.settings.full) });
        const shown = visibleNumbered(context);
        return shown.length === 0 ? undefined : changeSettings({ focus: neighbour(shown, context.settings.focus) });
      },
    },
    {
      input: "return",
      name: "Enter",
      label: () => "enlarge",
      help: () => "the chosen panel in the whole window",
      isHiddenInFooter: true,
      press: ({ settings: { focus, full } }) => changeSettings({ full: full ? undefined : (focus ?? "loss") }),
    },
    ...numberedPanels.map((panel, i) => ({
      input: String(i + 1),
      name: `1 … ${numberedPanels.length}`,
      label: () => "panels",
      help: () => "show or hide a panel by its number; without room, it fills the window",
      isHiddenInFooter: true as const,
      press: (context: KeyContext) => toggle(context, panel),
    })),
  ],
};

/** The numbered panels that are visible. */
function visibleNumbered({ visiblePanels }: KeyContext): PanelId[] {
  return numberedPanels.filter((panel) => visiblePanels.includes(panel));
}

function toggle(context: KeyContext, panel: PanelId): Action {
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
