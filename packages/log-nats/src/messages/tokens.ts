/** Ids and keys as tokens of a NATS subject, which allow fewer characters. */

/** Shorter names stay readable in NATS' own tools. */
const PLAIN = /^[A-Za-z0-9_-]+$/;

/** A token for any text of well-formed Unicode; different for different texts. */
export function toToken(text: string): string {
  return PLAIN.test(text) ? text : `=${Buffer.from(text).toString("base64url")}`;
}

/** The text of a token. */
export function fromToken(token: string): string {
  return token.startsWith("=") ? Buffer.from(token.slice(1), "base64url").toString() : token;
}
