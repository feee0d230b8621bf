/** A session of the view for one run, as long as the component is shown. */
import {
  driveSession,
  numberedPanels,
  type RunSource,
  type Session,
  type SessionOptions,
  type View,
} from "@epochal/view";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Observable } from "rxjs";
import { loadLater } from "./load-later.ts";
import { panels } from "./panels/index.ts";

/** The runs of a session, and its options. */
export interface SessionSources extends Pick<SessionOptions, "epochsPerSecond" | "exportView"> {
  readonly source: RunSource;
  /** Its branches and other runs, when they begin. */
  readonly branches$: Observable<RunSource>;
}

export interface ShownSession {
  readonly session: Session;
  readonly view: View;
  /** Why the events have ended too early; undefined if they have not. */
  readonly failure: string | undefined;
}

/** The commands and their names, when one is typed first. */
async function loadPromptKeys() {
  const { handlePromptKey } = await loadLater(() => import("@epochal/view/prompt"));
  return handlePromptKey;
}

const drawablePanels = numberedPanels.filter((name) => name in panels);

/** @param onLeave is called when the viewer leaves, as with `q`. */
export function useSession(createSources: () => SessionSources, onLeave: () => void): ShownSession {
  const session = useMemo(() => {
    const { source, branches$, ...options } = createSources();
    const now = () => performance.now();
    return driveSession([source], loadPromptKeys, {
      ...options,
      now,
      more$: branches$,
      drawablePanels,
      visiblePanels: () => drawablePanels,
    });
  }, []);
  const [view, setView] = useState(session.view);
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    const subscription = session.view$.subscribe({
      next: setView,
      error: (error: unknown) => setFailure(error instanceof Error ? error.message : String(error)),
      complete: onLeave,
    });
    session.start();
    return () => {
      subscription.unsubscribe();
      session.close();
    };
  }, [session]);
  return { session, view, failure };
}
