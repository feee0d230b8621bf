/** The current view of a session: each change of it is emitted. */
import { Observable, Subject } from "rxjs";
import type { PanelId, ViewSettings } from "../settings/view-settings.ts";
import type { View } from "./view.ts";

export interface ViewStore {
  /** With the panels that are visible now: the renderer's room may have changed. */
  readonly view: View;
  /** The view, now and after each change. */
  readonly view$: Observable<View>;
  change(changes: Partial<View>): void;
  changeSettings(settings: Partial<ViewSettings>): void;
  complete(): void;
  fail(error: unknown): void;
}

/** @param visiblePanels see `SessionOptions`. */
export function createViewStore(
  initial: View,
  visiblePanels: (view: View) => readonly PanelId[] = () => [],
): ViewStore {
  const views$ = new Subject<View>();
  let view = initial;

  const store: ViewStore = {
    get view() {
      return { ...view, visiblePanels: visiblePanels(view) };
    },
    view$: new Observable((subscriber) => {
      subscriber.next(store.view);
      return views$.subscribe(subscriber);
    }),
    change(changes) {
      view = { ...view, ...changes };
      views$.next(store.view);
    },
    changeSettings: (settings) => store.change({ settings: { ...view.settings, ...settings } }),
    complete: () => views$.complete(),
    fail: (error) => views$.error(error),
  };
  return store;
}
