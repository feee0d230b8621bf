/** Where the server writes what is worth noticing: a fact in a few words, and its particulars. `pino` is one. */
export interface Logger {
  debug(particulars: object, fact: string): void;
  info(particulars: object, fact: string): void;
  warn(particulars: object, fact: string): void;
  error(particulars: object, fact: string): void;
}

/** Writes nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
