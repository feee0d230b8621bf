/** A session as it is shown below its header: buttons, panels, and the keys of the view. */
import { runName, stateAt, statusWord, type View } from "@epochal/view";
import { useEffect } from "preact/hooks";
import { Controls } from "./control/controls.tsx";
import { ExitDialog } from "./control/exit-dialog.tsx";
import { Help } from "./control/help.tsx";
import { keyInput } from "./control/key-input.ts";
import { Notice } from "./control/notice.tsx";
import { Prompt } from "./control/prompt.tsx";
import { Timeline } from "./control/timeline.tsx";
import { panels } from "./panels/index.ts";
import type { ShownSession } from "./use-session.ts";

export function RunView({ session, view, failure }: ShownSession) {
  const { settings } = view;
  const press = (input: string) => session.press(input);

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

  return (
    <>
      {failure !== undefined && <p role="alert">{failure}</p>}
      <Timeline view={view} onAction={(action) => session.act(action)} />
      <Controls view={view} onPress={press} />
      <Notice view={view} />
      {settings.prompt !== undefined && <Prompt settings={settings} onPress={press} />}
      <Panels view={view} />
      {settings.helpPage !== undefined && <Help view={view} onClose={() => press("escape")} />}
      <ExitDialog view={view} onPress={press} />
    </>
  );
}

/** The panels show the epoch at the cursor, or the newest. */
function Panels({ view }: { readonly view: View }) {
  const { state, settings, exactSnapshot } = view;
  const { cursor, hidden, full } = settings;
  const shown = cursor === undefined ? view : { ...view, state: stateAt(state, cursor, exactSnapshot) };
  const names = Object.entries(panels).filter(([name]) => (full ? name === full : !hidden.some((id) => id === name)));
  return (
    <div class="panels">
      {names.map(([name, panel]) => (
        <section key={name} class={`panel ${name}${panel.isWide ? " wide" : ""}`} aria-label={name}>
          <h2>{panel.title(shown)}</h2>
          {panel.content(shown)}
        </section>
      ))}
    </div>
  );
}
