/** What of a table was not used, and why: to be told, not to be decided. */
export type Note =
  /** A row with a missing cell. `line` is its place as the table counts. */
  | { readonly type: "rowLeftOut"; readonly line: number; readonly column: string; readonly text: string }
  /** A column that says nothing a network could learn from. */
  | { readonly type: "columnLeftOut"; readonly column: string; readonly text: string };
