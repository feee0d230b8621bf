/** The characters that panels draw with, in Unicode and in ASCII. Each is one cell wide, except for the status signs. */
const SIGNS = {
  topLeft: ["┌", "+"],
  topRight: ["┐", "+"],
  bottomLeft: ["└", "+"],
  bottomRight: ["┘", "+"],
  horizontal: ["─", "-"],
  vertical: ["│", "|"],
  tick: ["┤", "+"],
  /** A change by command, on the axis of epochs. */
  mark: ["▲", "^"],
  /** The cursor: on the axis of epochs, and as a line through the chart. */
  cursor: ["◆", "@"],
  cursorLine: ["┊", ":"],
  /** The edge of the band around a curve. */
  band: ["⠒", "."],
  /** A row of data on a map. */
  point: ["•", "o"],
  /** A value that is not finite. */
  nonFinite: ["×", "x"],
  arrow: ["→", ">"],
  /** In a legend. */
  line: ["━", "*"],
  dots: ["⠒", "o"],
  /** Progress: what is done and what is left. */
  trackDone: ["━", "#"],
  track: ["─", "."],
  /** The status of a run. */
  running: ["● ", ""],
  paused: ["❚❚ ", ""],
  done: ["■ ", ""],
  diverged: ["✖ ", ""],
  lost: ["◌ ", ""],
} as const;

const SCALES = {
  /** From empty to full, for cells of a map. */
  shades: ["░▒▓█", ".:-=+*#%"],
  /** Bars from one eighth of a cell to a whole one. */
  eighths: ["▏▎▍▌▋▊▉█", "#"],
  /** From lowest to highest; the highest leaves a gap below the row above. */
  levels: ["▁▂▃▄▅▆▇", "0123456789"],
} as const;

type Signs = Readonly<Record<keyof typeof SIGNS, string>>;
type Scales = Readonly<Record<keyof typeof SCALES, readonly string[]>>;
export type Glyphs = Signs & Scales & { readonly isAscii: boolean };

export const unicodeGlyphs: Glyphs = glyphsIn(0);
export const asciiGlyphs: Glyphs = glyphsIn(1);

function glyphsIn(column: 0 | 1): Glyphs {
  const signs = Object.entries(SIGNS).map(([name, forms]) => [name, forms[column]]);
  const scales = Object.entries(SCALES).map(([name, forms]) => [name, forms[column].split("")]);
  return { isAscii: column === 1, ...(Object.fromEntries([...signs, ...scales]) as Signs & Scales) };
}
