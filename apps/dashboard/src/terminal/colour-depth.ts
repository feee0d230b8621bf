/** The number of colours of a stream. */
import type { WriteStream } from "node:tty";
import type { ColourDepth } from "../cells/style.ts";

/** @param colour whether to use any; undefined: as the terminal reports. */
export function colourDepth(stdout: NodeJS.WriteStream, colour: boolean | undefined): ColourDepth {
  const bits = isWriteTerminal(stdout) ? stdout.getColorDepth() : 1;
  if (colour === false) return isWriteTerminal(stdout) ? "mono" : "none";
  if (!(colour ?? bits > 1)) return "none";
  if (bits >= 24) return "true";
  return bits >= 8 ? "256" : "16";
}

export function isWriteTerminal(stream: NodeJS.WriteStream): stream is WriteStream {
  return stream.isTTY === true && typeof stream.getColorDepth === "function";
}
