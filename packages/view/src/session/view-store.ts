/** The current view of a session: each change of it is emitted. */
import { Observable, Subject } from "rxjs";
import type { PanelId, ViewSettings } from "../settings/view-settings.ts";
import type { View } from "./view.ts";

export interface ViewStore {
  readonly view: View;
  /** The view, now and after each change. */
  readonly view$: Observable<View>;
  change(changes: Partial<View>): void;
  changeSettings(settings: Partial<ViewSettings>): void;
  /** Asks again which panels are visible: the renderer's room may have changed. Emits nothing. */
  updatePanels(): void;
  complete(): void;
  fail(error: unknown): void;
}

/** @param visiblePanels see `SessionOptions`. */
export function createViewStore(
  initial: View,
  visiblePanels: (view: View) => readonly PanelId[] = () => [],
): ViewStore {
  const views$ = new Subject<View>();
  const withPanels = (view: View): View => ({ ...view, visiblePanels: visiblePanels(view) });
  let view = withPanels(initial);

  function change(changes: Partial<View>): void {
    view = withPanels({ ...view, ...changes });
    views$.next(view);
  }

  return {
    get view() {
      return view;
    },
    view$: new Observable((subscriber) => {
      subscriber.next(view);
      return views$.subscribe(subscriber);
    }),
    change,
    changeSettings: (settings) => change({ settings: { ...view.settings, ...settings } }),
    updatePanels: () => void (view = withPanels(view)),
    complete: () => views$.complete(),
    fail: (error) => views$.error(error),
  };
}
