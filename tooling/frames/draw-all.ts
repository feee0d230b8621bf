/** All frames that are compared with golden files: runs × sizes × characters × colours, as text and as picture. */
import { asciiGlyphs, createTerminalView, drawFrame, frameAsSvg, unicodeGlyphs } from "@epochal/dashboard";
import { initialState, reduce } from "@epochal/view";
import { makeRecordings } from "./recordings.ts";

const SIZES = [
  [80, 24],
  [120, 40],
  [200, 60],
] as const;
const GLYPHS = { unicode: unicodeGlyphs, ascii: asciiGlyphs } as const;
const COLOURS = { colour: "true", none: "none" } as const;

export interface Frame {
  /** `notebook-80x24-unicode-colour`. */
  readonly name: string;
  /** As sent to a terminal. */
  readonly text: string;
  /** As SVG. */
  readonly picture: string;
}

/** Trains the recorded runs again and draws all frames. */
export function drawAll(): Frame[] {
  return makeRecordings().flatMap(({ name, events }) => {
    const state = events.reduce(reduce, initialState());
    return SIZES.flatMap(([columns, rows]) =>
      Object.entries(GLYPHS).flatMap(([characters, glyphs]) =>
        Object.entries(COLOURS).map(([colours, depth]) => {
          const view = createTerminalView({
            state,
            glyphs,
            canControl: true,
            canExport: true,
            canSuspend: true,
            epochsPerSecond: 200,
            label: "this machine",
            size: { columns, rows },
          });
          return {
            name: `${name.replace(/\..*/, "")}-${columns}x${rows}-${characters}-${colours}`,
            text: `${drawFrame(view, columns, rows, depth).join("\n")}\n`,
            picture: frameAsSvg(view, columns, rows, { colour: depth !== "none" }),
          };
        }),
      ),
    );
  });
}
