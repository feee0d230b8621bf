/** A position in a run's log, as text: `log:seq`. */
export interface Cursor {
  readonly log: string;
  /** The last event somebody has. */
  readonly seq: number;
}

export function formatCursor({ log, seq }: Cursor): string {
  return `${log}:${seq}`;
}

/** The cursor that a text holds; undefined when it holds none. */
export function parseCursor(text: string): Cursor | undefined {
  const match = /^([\w-]{1,64}):(\d{1,15})$/.exec(text);
  return match ? { log: match[1]!, seq: Number(match[2]) } : undefined;
}
