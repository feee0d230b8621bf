/** The address of a client, also behind a reverse proxy. Clients with IPv6 have many: their network counts, such as `2001:db8::/64`. */
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
  return networkOf(isIP(address) === 0 ? socket.remoteAddress : address);
}

/** The first half of an IPv6 address; any other address, and one of this machine, as it is. */
function networkOf(address: string | undefined): string | undefined {
  if (address === undefined || isIP(address) !== 6 || address === "::1") return address;
  const ipv4 = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (ipv4 !== undefined) return ipv4;
  const [first = "", rest] = address.split("::");
  const groups = first.split(":");
  const missing = rest === undefined ? 0 : 8 - groups.length - rest.split(":").length;
  const all = [...groups, ...Array<string>(missing).fill("0"), ...(rest?.split(":") ?? [])];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group || "0", 16).toString(16))
    .join(":")}::/64`;
}
