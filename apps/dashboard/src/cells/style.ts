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

/** Colours of runs on one chart, in their order. The first is blue. */
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

/** Blue and orange differ for every kind of colour blindness, and in lightness. */
export const hues: Readonly<Record<Background, Hues>> = {
  dark: {
    blue: [86, 170, 255],
    orange: [255, 159, 64],
    blueFaint: [45, 84, 125],
    orangeFaint: [125, 82, 40],
    warning: [255, 105, 145],
    run1: [240, 228, 66],
    run2: [0, 190, 140],
    run3: [230, 140, 190],
    run4: [225, 90, 50],
    run5: [190, 190, 200],
    heat: ramp([58, 110, 205], [205, 205, 210], [232, 132, 36]),
  },
  light: {
    blue: [0, 92, 197],
    orange: [189, 88, 0],
    blueFaint: [158, 190, 228],
    orangeFaint: [232, 196, 156],
    warning: [186, 0, 84],
    run1: [140, 120, 0],
    run2: [0, 120, 85],
    run3: [165, 60, 120],
    run4: [200, 50, 10],
    run5: [90, 90, 100],
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
    run1: colour(hues[background].run1, "33"),
    run2: colour(hues[background].run2, "32"),
    run3: colour(hues[background].run3, "35"),
    run4: colour(hues[background].run4, "31"),
    run5: colour(hues[background].run5, "36"),
    ...heats,
  };
}

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
