/** A position in a run's log; as text `log:seq`. */
export interface Cursor {
  /** Identity of the log. Positions are only valid within it. */
  readonly log: string;
  /** The last event that the client has; 0 for none. */
  readonly seq: number;
}

/** The grammar of a cursor, as a regular expression. */
export const CURSOR = "([A-Za-z0-9_-]{1,64}):([0-9]{1,15})";

const whole = new RegExp(`^${CURSOR}$`);

/** A cursor as text, such as `4f1c22ab:318`. */
export function formatCursor({ log, seq }: Cursor): string {
  return `${log}:${seq}`;
}

/** The cursor in a text; undefined if it is not one. */
export function parseCursor(text: string): Cursor | undefined {
  const match = whole.exec(text);
  return match ? { log: match[1]!, seq: Number(match[2]) } : undefined;
}
