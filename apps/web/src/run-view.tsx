/** A session as it is shown below its header: buttons, panels, and the keys of the view. */
import { runName, stateAt, statusWord, type Action, type View } from "@epochal/view";
import { useEffect, useMemo } from "preact/hooks";
import { Announcements } from "./control/announcements.tsx";
import { Controls } from "./control/controls.tsx";
import { keyInput } from "./control/key-input.ts";
import { Notice } from "./control/notice.tsx";
// Not loaded later: what is typed next must not reach the button that has the focus.
import { Prompt } from "./control/prompt.tsx";
import { Timeline } from "./control/timeline.tsx";
import { later } from "./load-later.ts";
import { panels } from "./panels/index.ts";
import type { Panel } from "./panels/panel.ts";
import type { Layout } from "./server/page-address.ts";
import type { ShownSession } from "./use-session.ts";

interface RunViewProps extends ShownSession {
  /** Default: everything. */
  readonly layout?: Layout;
}

const ExitDialog = later(async () => (await import("./control/exit-dialog.tsx")).ExitDialog);
const Help = later(async () => (await import("./control/help.tsx")).Help);

const EVERYTHING: Layout = { view: "all", panels: Object.keys(panels) };

export function RunView({ session, view, failure, layout = EVERYTHING }: RunViewProps) {
  const { settings } = view;
  const { press } = session;
  const isEmbedded = layout.view === "embed";

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const input = keyInput(event);
      if (input === undefined) return;
      event.preventDefault();
      session.press(input);
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [session]);

  const title = `${runName(view.state)}: ${statusWord(view).text}`;
  useEffect(() => {
    document.title = title;
  }, [title]);

  // The sizes of the text follow, also in charts.
  useEffect(() => {
    document.documentElement.dataset["view"] = layout.view;
  }, [layout.view]);

  return (
    <>
      {failure !== undefined && <p role="alert">{failure}</p>}
      {!isEmbedded && <Timeline view={view} onAction={session.act} />}
      {layout.view === "all" && <Controls view={view} onPress={press} />}
      <Notice view={view} />
      <Announcements view={view} />
      {settings.prompt !== undefined && <Prompt settings={settings} onPress={press} />}
      <Panels view={view} names={layout.panels} onAction={session.act} />
      {settings.helpPage !== undefined && <Help view={view} onClose={() => press("escape")} />}
      {settings.isExitPromptOpen && <ExitDialog view={view} onPress={press} />}
    </>
  );
}

interface PanelsProps {
  readonly view: View;
  readonly names: readonly string[];
  readonly onAction: (action: Action) => void;
}

/** The panels show the epoch at the cursor, or the newest. */
function Panels({ view, names, onAction }: PanelsProps) {
  const { state, settings, exactSnapshot } = view;
  const { cursor, hidden, full } = settings;
  const shown = cursor === undefined ? view : { ...view, state: stateAt(state, cursor, exactSnapshot) };
  const visible = names.filter((name) => (full ? name === full : !hidden.some((id) => id === name)));
  return (
    <div class="panels">
      {visible.map((name) => {
        const panel = panels[name];
        return panel && <PanelSection key={name} name={name} panel={panel} view={shown} onAction={onAction} />;
      })}
    </div>
  );
}

interface PanelSectionProps {
  readonly name: string;
  readonly panel: Panel;
  readonly view: View;
  readonly onAction: (action: Action) => void;
}

/** A panel that is drawn again only if what it reads has changed: most change with a snapshot, not with each epoch. */
function PanelSection({ name, panel, view, onAction }: PanelSectionProps) {
  return useMemo(
    () => (
      <section class={`panel ${name}${panel.isWide ? " wide" : ""}`} aria-label={name}>
        <h2>{panel.title(view)}</h2>
        {panel.content(view, onAction)}
      </section>
    ),
    panel.reads?.(view) ?? [view],
  );
}
