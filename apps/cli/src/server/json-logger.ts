/** What a server notices, as lines of JSON on standard error: for programs that collect them. */
import type { Logger } from "@epochal/server";
import type { Terminal } from "../terminal.ts";

export const logLevels = ["debug", "info", "warn", "error", "silent"] as const;

export type LogLevel = (typeof logLevels)[number];

/** @param level default: `warn`, and nothing in a terminal, where a person reads. */
export async function createJsonLogger(
  { stderr }: Terminal,
  level: LogLevel = stderr.isTTY === true ? "silent" : "warn",
): Promise<Logger> {
  const { pino } = await import("pino");
  const lines = pino(
    {
      level,
      // Neither the machine's name nor the process's number: who collects lines knows where from.
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => void stderr.write(line) },
  );
  return {
    debug: (particulars, fact) => lines.debug(particulars, fact),
    info: (particulars, fact) => lines.info(particulars, fact),
    warn: (particulars, fact) => lines.warn(particulars, fact),
    error: (particulars, fact) => lines.error(particulars, fact),
  };
}
