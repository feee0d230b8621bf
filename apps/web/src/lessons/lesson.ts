/** A lesson, as the build makes it of Markdown. */

export interface Figure {
  /** The fragment of an address. */
  readonly train: string;
  readonly panels: readonly string[];
  readonly controls: readonly string[];
  /** The name of a check. */
  readonly check?: string;
}

export type LessonPart =
  | { readonly kind: "text"; readonly html: string }
  | { readonly kind: "figure"; readonly figure: Figure };

export interface Lesson {
  /** The heading of the lesson. */
  readonly title: string;
  readonly parts: readonly LessonPart[];
}
