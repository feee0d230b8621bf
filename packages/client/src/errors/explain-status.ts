/** What the status of a refused request means, for an error text. */

/** A proxy that does not pass `Upgrade` on makes a plain request of the handshake. */
export const NO_WEBSOCKETS =
  "a proxy in between takes no WebSockets: it must pass the headers Upgrade and Connection on, as PROTOCOL.md says";

const UNREACHED = "a proxy in between does not reach it: start it, or try again";

const MEANINGS: Readonly<Record<number, string>> = {
  401: "wrong or missing token",
  403: "it does not serve this client: check its token and address",
  404: "check the path of the address",
  429: "too many requests: try again later",
  502: UNREACHED,
  503: "it is starting, stopping or overloaded: try again",
  504: UNREACHED,
};

/** The end of an error text behind a status: the server's reason, else what to do. @param reason empty without one. */
export function explainStatus(status: number, reason: string): string {
  if (status === 426) return `: ${NO_WEBSOCKETS}`;
  if (reason !== "") return `: ${reason}`;
  const other = status < 500 ? "it is another server: check the address" : "it has failed: see its log, or try again";
  return `: ${MEANINGS[status] ?? other}`;
}
