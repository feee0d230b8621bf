/** The address of a client, also behind a reverse proxy. */
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/**
 * @param trustsProxy whether every request comes through one proxy, which appends its client to `X-Forwarded-For`. A client could
 * write anything before that.
 */
export function clientAddress({ headers, socket }: IncomingMessage, trustsProxy: boolean): string | undefined {
  const forwarded = trustsProxy ? headers["x-forwarded-for"] : undefined;
  const last = String(forwarded ?? "")
    .split(",")
    .at(-1)!
    .trim();
  // Some proxies add the port.
  const address = /^\[(.*)\](?::\d+)?$/.exec(last)?.[1] ?? /^([\d.]+):\d+$/.exec(last)?.[1] ?? last;
  return isIP(address) === 0 ? socket.remoteAddress : address;
}
