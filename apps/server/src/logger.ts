/** The server's log output: an event in a few words, and its details. `pino` satisfies it. */
export interface Logger {
  debug(details: object, event: string): void;
  info(details: object, event: string): void;
  warn(details: object, event: string): void;
  error(details: object, event: string): void;
}

/** The message of anything that was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Writes nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** A token in an address, where it may stand by mistake: `/v1;token=TOKEN`. */
const TOKEN_IN_ADDRESS = /(token(?:=|%3d))[^\s;&/?#"]+/gi;
/** A shorter token may be a part of any word. */
const MIN_SECRET_LENGTH = 4;

/** Shows `…` for tokens: these, and what an address calls one. A client may send its token in the wrong place. */
export function withoutTokens(logger: Logger, tokens: readonly (string | undefined)[]): Logger {
  const secrets = tokens.filter((token) => token !== undefined && token.length >= MIN_SECRET_LENGTH) as string[];
  const redact = (value: unknown) =>
    typeof value === "string"
      ? secrets.reduce((text, secret) => text.replaceAll(secret, "…"), value.replaceAll(TOKEN_IN_ADDRESS, "$1…"))
      : value;
  const clean = (details: object) =>
    Object.fromEntries(Object.entries(details).map(([name, value]) => [name, redact(value)]));
  return {
    debug: (details, event) => logger.debug(clean(details), event),
    info: (details, event) => logger.info(clean(details), event),
    warn: (details, event) => logger.warn(clean(details), event),
    error: (details, event) => logger.error(clean(details), event),
  };
}
