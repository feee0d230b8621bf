/** A panel of the page: what it is called, and what it shows. */
import type { View } from "@epochal/view";
import type { ComponentChildren } from "preact";

export interface Panel {
  title(view: View): string;
  content(view: View): ComponentChildren;
  /** Whether it takes two columns if there is room. */
  readonly isWide?: true;
}
