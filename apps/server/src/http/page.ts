/** The web page: static files that say nothing about the runs, so that they need no token. */
import type { HttpReply } from "./http-reply.ts";

/** The files of a page by name: `index.html`, and those that it loads, such as `assets/index-3fa2.js`. */
export type Page = ReadonlyMap<string, PageFile>;

export interface PageFile {
  /** Its media type, such as `text/css; charset=utf-8`. */
  readonly type: string;
  readonly content: Buffer;
}

/** The page itself: at the root of the server, or of the path at which a proxy shows it, and for a run. */
const INDEX = /\/(run\/[^/]+\/?)?$/;
const ASSET = /\/(assets\/[^/]+)$/;

/**
 * The page loads its own files and the server's data, nothing from elsewhere; WebAssembly needs a permission of its own. Only pages of
 * this server may embed it.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

/** The name of an asset contains a hash of its content: browsers need not ask for it again. */
const FOREVER = "public, max-age=31536000, immutable";

/** The reply with a file of the page; undefined if the path is none of its files. */
export function pageReply(pathname: string, page: Page | undefined): HttpReply | undefined {
  const [, asset] = ASSET.exec(pathname) ?? [];
  const file = page?.get(asset ?? (INDEX.test(pathname) ? "index.html" : ""));
  if (!file) return undefined;
  return {
    status: 200,
    text: file,
    headers: { "content-security-policy": POLICY, "cache-control": asset === undefined ? "no-cache" : FOREVER },
  };
}
