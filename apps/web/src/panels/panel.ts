/** A panel of the page: what it is called, and what it shows. */
import type { Action, View } from "@epochal/view";
import type { ComponentChildren } from "preact";

export interface Panel {
  title(view: View): string;
  /** @param onAction changes what is shown, such as the zoom. */
  content(view: View, onAction: (action: Action) => void): ComponentChildren;
  /** Whether it takes two columns if there is room. */
  readonly isWide?: true;
}
