/** Ids and keys as tokens of a NATS subject, which allow fewer characters. */

/** Shorter names stay readable in NATS' own tools. */
const PLAIN = /^[A-Za-z0-9_-]+$/;

/** A token for any text of well-formed Unicode; different for different texts. */
export function toToken(text: string): string {
  return PLAIN.test(text) ? text : `=${Buffer.from(text).toString("base64url")}`;
}

/** Whether a text is its own token. */
export const isPlain = (text: string): boolean => PLAIN.test(text);

/** The text of a token; undefined if `toToken` makes no such token: another one for the same text would be a second run of its name. */
export function fromToken(token: string): string | undefined {
  const text = token.startsWith("=") ? Buffer.from(token.slice(1), "base64url").toString() : token;
  return toToken(text) === token ? text : undefined;
}
