/** Names and addresses of this machine. */

/** Whether a server that listens on `host` can only be reached from this machine. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

export function isLoopbackUrl(url: string): boolean {
  return URL.canParse(url) && isLoopbackHost(new URL(url).hostname);
}

/** Whether a page with this origin, as browsers write it, is from a web server of this machine. */
export function isLoopbackOrigin(origin: string): boolean {
  return /^https?:/.test(origin) && isLoopbackUrl(origin) && new URL(origin).origin === origin;
}

/** Whether a client with this IP address is on this machine. */
export function isLoopbackAddress(address: string): boolean {
  return address === "::1" || /^(::ffff:)?127\./.test(address);
}
