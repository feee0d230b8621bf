/** The characters that panels draw with. */

/** Each is one cell wide, except for the status signs at the end. */
export interface Glyphs {
  readonly isAscii: boolean;
  readonly topLeft: string;
  readonly topRight: string;
  readonly bottomLeft: string;
  readonly bottomRight: string;
  readonly horizontal: string;
  readonly vertical: string;
  readonly tick: string;
  readonly separator: string;
  /** A change by command, on the axis of epochs. */
  readonly mark: string;
  /** The cursor: on the axis of epochs, and as a line through the chart. */
  readonly cursor: string;
  readonly cursorLine: string;
  /** The edge of the band around a curve. */
  readonly band: string;
  /** A row of data on a map. */
  readonly point: string;
  /** From empty to full, for cells of a map. */
  readonly shades: readonly string[];
  /** A value that is not finite. */
  readonly nonFinite: string;
  readonly arrow: string;
  /** In a legend. */
  readonly line: string;
  readonly dots: string;
  /** Bars from one eighth of a cell to a whole one. */
  readonly eighths: readonly string[];
  /** Progress: what is done and what is left. */
  readonly trackDone: string;
  readonly track: string;
  /** From lowest to highest. */
  readonly levels: readonly string[];
  readonly running: string;
  readonly paused: string;
  readonly done: string;
  readonly diverged: string;
  readonly lost: string;
}

export const unicodeGlyphs: Glyphs = {
  isAscii: false,
  topLeft: "┌",
  topRight: "┐",
  bottomLeft: "└",
  bottomRight: "┘",
  horizontal: "─",
  vertical: "│",
  tick: "┤",
  separator: "·",
  mark: "▲",
  cursor: "◆",
  cursorLine: "┊",
  band: "⠒",
  point: "•",
  shades: "░▒▓█".split(""),
  nonFinite: "×",
  arrow: "→",
  line: "━",
  dots: "⠒",
  eighths: "▏▎▍▌▋▊▉█".split(""),
  trackDone: "━",
  track: "─",
  levels: "▁▂▃▄▅▆▇█".split(""),
  running: "● ",
  paused: "❚❚ ",
  done: "■ ",
  diverged: "✖ ",
  lost: "◌ ",
};

export const asciiGlyphs: Glyphs = {
  isAscii: true,
  topLeft: "+",
  topRight: "+",
  bottomLeft: "+",
  bottomRight: "+",
  horizontal: "-",
  vertical: "|",
  tick: "+",
  separator: "|",
  mark: "^",
  cursor: "@",
  cursorLine: ":",
  band: ".",
  point: "o",
  shades: ".:-=+*#%".split(""),
  nonFinite: "x",
  arrow: ">",
  line: "*",
  dots: "o",
  eighths: ["#"],
  trackDone: "#",
  track: ".",
  levels: "0123456789".split(""),
  running: "",
  paused: "",
  done: "",
  diverged: "",
  lost: "",
};
