/** How a server is reached: its address, and its token in a header or, as in browsers, in a sub-protocol. Never in an address, which proxies may log. */
import { SUBPROTOCOL, TOKEN_SUBPROTOCOL } from "@epochal/protocol";

export interface ServerAddress {
  /** The address of the WebSocket. */
  readonly url: URL;
  /** The address without `/v1` and token, for people. */
  readonly name: string;
  /** Headers of plain requests. */
  readonly headers: Readonly<Record<string, string>>;
  /** Opens a WebSocket. */
  openSocket(): WebSocket;
}

/**
 * @param url the server, or the path at which a proxy shows it; with or without `/v1` and a slash at the end.
 * @throws TypeError if it is no URL of a server.
 */
export function createServerAddress(
  url: string,
  token: string | undefined,
  WebSocketClass: typeof WebSocket,
): ServerAddress {
  const address = parseServerUrl(url);
  const base = address.pathname.replace(/\/+$/, "").replace(/\/v1$/, "");
  address.pathname = `${base}/v1`;
  const name = `${address.origin}${base}`;
  if (token === undefined) {
    return { url: address, name, headers: {}, openSocket: () => new WebSocketClass(address, SUBPROTOCOL) };
  }
  const headers = { authorization: `Bearer ${token}` };
  if (!canSetHeaders(WebSocketClass)) {
    const protocols = [SUBPROTOCOL, TOKEN_SUBPROTOCOL + toBase64Url(token)];
    return { url: address, name, headers, openSocket: () => new WebSocketClass(address, protocols) };
  }
  // An extension of Node's WebSocket, of which the types know nothing.
  const options = { protocols: SUBPROTOCOL, headers } as unknown as string;
  return { url: address, name, headers, openSocket: () => new WebSocketClass(address, options) };
}

function parseServerUrl(url: string): URL {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  const protocol = address?.protocol.replace(/^http/, "ws");
  if (!address || (protocol !== "ws:" && protocol !== "wss:")) {
    throw new TypeError(`connect: expected a URL such as ws://localhost:8080, got "${url}"`);
  }
  address.protocol = protocol;
  // The address of the page may have one, with a token. A WebSocket takes none.
  address.hash = "";
  return address;
}

function toBase64Url(text: string): string {
  const base64 = btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Node's own WebSocket can. Browsers cannot, and of other classes it is not known. */
function canSetHeaders(WebSocketClass: typeof WebSocket): boolean {
  const {
    process,
    WebSocket: own,
    Deno,
  } = globalThis as { process?: { versions?: { node?: string } } } & {
    WebSocket?: unknown;
    Deno?: unknown;
  };
  return process?.versions?.node !== undefined && Deno === undefined && WebSocketClass === own;
}
