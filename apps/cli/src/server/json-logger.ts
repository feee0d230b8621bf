/** The server's log as lines of JSON on standard error. */
import type { Logger } from "@epochal/server";
import { printableLines } from "@epochal/view/printable";
import type { Terminal } from "../terminal.ts";

export const logLevels = ["debug", "info", "warn", "error", "silent"] as const;

export type LogLevel = (typeof logLevels)[number];

/** Whether a logger of this level logs warnings, such as that the server is unencrypted. */
export function logsWarnings(terminal: Terminal, level = defaultLevel(terminal)): boolean {
  return level !== "error" && level !== "silent";
}

function defaultLevel({ stderr }: Terminal): LogLevel {
  return stderr.isTTY === true ? "silent" : "warn";
}

/** @param level default: `warn`, or `silent` in a terminal. */
export async function createJsonLogger(terminal: Terminal, level = defaultLevel(terminal)): Promise<Logger> {
  const { stderr } = terminal;
  const { pino } = await import("pino");
  const lines = pino(
    {
      level,
      // Without host name and process id: log collectors add them.
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => void stderr.write(printableLines(line)) },
  );
  return {
    debug: (fields, message) => lines.debug(fields, message),
    info: (fields, message) => lines.info(fields, message),
    warn: (fields, message) => lines.warn(fields, message),
    error: (fields, message) => lines.error(fields, message),
  };
}
