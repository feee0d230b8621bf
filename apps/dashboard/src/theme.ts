/** How things look: two hues that colour-blind people can tell apart, bold and dim; and the characters things are drawn with. */

/** Blue is the model and what it learns from; orange is what judges it, and what asks for attention. */
export type Style = "plain" | "dim" | "bold" | "blue" | "orange" | "blueBold" | "orangeBold";

/** How many colours the terminal has. */
export type ColourDepth = "none" | "16" | "256";

type Palette = Readonly<Record<Style, string>>;

/** Parameters of the SGR sequence for each style; empty where there is nothing to say. */
export const palettes: Readonly<Record<ColourDepth, Palette>> = {
  none: { plain: "", dim: "", bold: "", blue: "", orange: "", blueBold: "", orangeBold: "" },
  16: { plain: "", dim: "2", bold: "1", blue: "94", orange: "33", blueBold: "1;94", orangeBold: "1;33" },
  256: {
    plain: "",
    dim: "2",
    bold: "1",
    blue: "38;5;33",
    orange: "38;5;208",
    blueBold: "1;38;5;33",
    orangeBold: "1;38;5;208",
  },
};

/** Characters that stand for something; each is one cell wide, but for the state signs. */
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
  /** Something a person did, on the axis of epochs. */
  readonly mark: string;
  /** A value that is no finite number. */
  readonly broken: string;
  readonly arrow: string;
  /** In a legend. */
  readonly line: string;
  readonly dots: string;
  /** Bars from one eighth of a cell to a whole one. */
  readonly eighths: readonly string[];
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
  broken: "×",
  arrow: "→",
  line: "━",
  dots: "⠒",
  eighths: "▏▎▍▌▋▊▉█".split(""),
  track: "·",
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
  broken: "x",
  arrow: ">",
  line: "*",
  dots: "o",
  eighths: ["#"],
  track: ".",
  levels: "0123456789".split(""),
  running: "",
  paused: "",
  done: "",
  diverged: "",
  lost: "",
};
