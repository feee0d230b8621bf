/** Styles of text: two hues that colour-blind people can distinguish, bold and dim. */

/** Blue: model, training. Orange: validation, attention. Faint: background. `heat0` (low, blue) to `heat8` (high). */
export type Style =
  | "plain"
  | "dim"
  | "bold"
  | "blue"
  | "orange"
  | "blueBold"
  | "orangeBold"
  | "blueFaint"
  | "orangeFaint"
  | "inverse"
  | "warning"
  | RunStyle
  | Heat;

/** Colours of runs on one chart, in their order. The first is blue; none is near that of the data, or of warnings. */
export const RUN_STYLES = ["blue", "run1", "run2", "run3", "run4", "run5"] as const;

type RunStyle = (typeof RUN_STYLES)[number];

export type Heat = (typeof HEATS)[number];

/** From low to high. */
export const HEATS = ["heat0", "heat1", "heat2", "heat3", "heat4", "heat5", "heat6", "heat7", "heat8"] as const;

/** `none`: plain text, without sequences; `mono`: bold, dim and inverse, but no colours. */
export type ColourDepth = "none" | "mono" | "16" | "256" | "true";

export function hasColours(depth: ColourDepth): boolean {
  return depth !== "none" && depth !== "mono";
}

export type Background = "dark" | "light";

type Rgb = readonly [red: number, green: number, blue: number];

interface Hues {
  readonly blue: Rgb;
  readonly orange: Rgb;
  readonly blueFaint: Rgb;
  readonly orangeFaint: Rgb;
  /** Warnings, which a viewer should read at once; no data have this colour. */
  readonly warning: Rgb;
  readonly run1: Rgb;
  readonly run2: Rgb;
  readonly run3: Rgb;
  readonly run4: Rgb;
  readonly run5: Rgb;
  readonly heat: readonly Rgb[];
}

/** Blue, orange, warnings and runs differ for every kind of colour blindness: a search chose the runs, a test measures them. */
export const hues: Readonly<Record<Background, Hues>> = {
  dark: {
    blue: [86, 170, 255],
    orange: [255, 159, 64],
    blueFaint: [45, 84, 125],
    orangeFaint: [125, 82, 40],
    warning: [255, 105, 145],
    run1: [255, 255, 30],
    run2: [195, 25, 215],
    run3: [100, 250, 240],
    run4: [60, 140, 0],
    run5: [140, 95, 120],
    heat: ramp([58, 110, 205], [205, 205, 210], [232, 132, 36]),
  },
  light: {
    blue: [0, 92, 197],
    orange: [189, 88, 0],
    blueFaint: [158, 190, 228],
    orangeFaint: [232, 196, 156],
    warning: [186, 0, 84],
    run1: [20, 150, 150],
    run2: [90, 5, 0],
    run3: [175, 95, 250],
    run4: [5, 0, 15],
    run5: [40, 0, 120],
    heat: ramp([26, 84, 178], [168, 168, 172], [196, 96, 8]),
  },
};

/** Parameters of the SGR sequence for each style; empty for the default. */
export type Palette = Readonly<Record<Style, string>>;

/** @param isStrong whether nothing is faint, as a projector needs. Default false. */
export function paletteOf(depth: ColourDepth, background: Background = "dark", isStrong = false): Palette {
  const key = `${depth} ${background} ${isStrong}`;
  const known = palettes.get(key);
  if (known) return known;
  const palette = createPalette(depth, background);
  const { blue, orange, bold } = palette;
  const strong = { ...palette, dim: "", plain: "", blueFaint: blue, orangeFaint: orange, bold };
  palettes.set(key, isStrong ? strong : palette);
  return palettes.get(key)!;
}

const palettes = new Map<string, Palette>();

function createPalette(depth: ColourDepth, background: Background): Palette {
  const { blue, orange, blueFaint, orangeFaint, heat } = hues[background];
  // Among 16 colours only bright blue is readable on black, and only dark blue on white.
  const sixteen = background === "dark" ? "94" : "34";
  const colour = (rgb: Rgb, of16: string) => {
    if (!hasColours(depth)) return "";
    if (depth === "16") return of16;
    return depth === "256" ? `38;5;${nearestOf256(rgb)}` : `38;2;${rgb.join(";")}`;
  };
  const attribute = (code: string) => (depth === "none" ? "" : code.replace(/;$/, ""));
  const heats = Object.fromEntries(
    HEATS.map((name, i) => [name, colour(heat[i]!, i < 3 ? sixteen : i > 5 ? "33" : "")]),
  ) as Record<Heat, string>;
  const [, ...others] = RUN_STYLES;
  const runs = Object.fromEntries(
    others.map((name, i) => [name, colour(hues[background][name], RUNS_OF_16[background][i]!)]),
  ) as Record<(typeof others)[number], string>;
  return {
    plain: "",
    dim: attribute("2"),
    bold: attribute("1"),
    blue: colour(blue, sixteen),
    orange: colour(orange, "33"),
    blueBold: attribute(`1;${colour(blue, sixteen)}`),
    orangeBold: attribute(`1;${colour(orange, "33")}`),
    blueFaint: colour(blueFaint, `2;${sixteen}`),
    orangeFaint: colour(orangeFaint, "2;33"),
    inverse: attribute("7"),
    warning: attribute(`1;${colour(hues[background].warning, background === "dark" ? "95" : "35")}`),
    ...runs,
    ...heats,
  };
}

/** Yellow and magenta are for the data and for warnings: bright yellow is not so near to them. */
const RUNS_OF_16 = {
  dark: ["93", "35", "96", "32", "37"],
  light: ["36", "31", "95", "30", "94"],
} as const;

/** Nine evenly spaced colours through three. */
function ramp(low: Rgb, middle: Rgb, high: Rgb): Rgb[] {
  return HEATS.map((_, i) => {
    const [from, to, share] = i < 4 ? [low, middle, i / 4] : [middle, high, (i - 4) / 4];
    return from.map((value, channel) => Math.round(value + (to[channel]! - value) * share)) as unknown as Rgb;
  });
}

/** The nearest colour of the 6 × 6 × 6 cube that begins at 16; its steps are at 0, 95, 135, 175, 215, 255. */
function nearestOf256(rgb: Rgb): number {
  const steps = [0, 95, 135, 175, 215, 255];
  const nearest = (value: number) =>
    steps.reduce((best, step, i) => (Math.abs(step - value) < Math.abs(steps[best]! - value) ? i : best), 0);
  const [red, green, blue] = rgb.map(nearest) as unknown as Rgb;
  return 16 + 36 * red + 6 * green + blue;
}
