/** A panel of the page: what it is called, and what it shows. */
import type { Action, View } from "@epochal/view";
import type { ComponentChildren } from "preact";

/** What panels show that are about the network alone. */
export function readsOfNetwork({ state, settings }: View): readonly unknown[] {
  return [state.started, state.snapshot, state.finished, settings.target, settings.probe, settings.cursor];
}

export interface Panel {
  title(view: View): string;
  /** @param onAction changes what is shown, such as the zoom. */
  content(view: View, onAction: (action: Action) => void): ComponentChildren;
  /** What the panel shows, a fixed number of values: it is drawn again when one of them changes. Default: with every view. */
  reads?(view: View): readonly unknown[];
  /** Whether it takes two columns if there is room. */
  readonly isWide?: true;
}
