/** The web page: static files that say nothing about the runs, so that they need no token. */
import { gzipSync } from "node:zlib";
import type { HttpReply } from "../http-reply.ts";

/** The files of a page by name: `index.html`, and those that it loads, such as `assets/index-3fa2.js`. */
export type Page = ReadonlyMap<string, PageFile>;

export interface PageFile {
  /** Its media type, such as `text/css; charset=utf-8`. */
  readonly type: string;
  readonly content: Buffer;
}

/** The page itself: at the root of the server, or of the path at which a proxy shows it; for a run; and to train in the page. */
const INDEX = /\/((run\/[^/]+|train)\/?)?$/;
const ASSET = /\/(assets\/[^/]+)$/;

/**
 * The page loads its own files and the server's data, nothing from elsewhere; WebAssembly needs a permission of its own. Pages of this
 * server may show it in a frame, and those of the given origins.
 */
const policy = (framingOrigins: readonly string[]) =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${["'self'", ...framingOrigins].join(" ")}`,
  ].join("; ");

/** The name of an asset contains a hash of its content: browsers need not ask for it again. */
const FOREVER = "public, max-age=31536000, immutable";

/**
 * Returns a function that finds the reply with a file of the page; undefined if the path is none of its files.
 * @param framingOrigins origins whose pages may show the page in a frame, besides the server's own.
 */
export function createPageServer(
  page: Page | undefined,
  framingOrigins: readonly string[],
): (pathname: string, acceptEncoding: string | undefined) => HttpReply | undefined {
  const files = new Map([...(page ?? [])].map(([name, file]) => [name, { ...file, gzipped: gzipSync(file.content) }]));
  const security = { "content-security-policy": policy(framingOrigins) };
  return (pathname, acceptEncoding = "") => {
    const [, asset] = ASSET.exec(pathname) ?? [];
    const file = files.get(asset ?? (INDEX.test(pathname) ? "index.html" : ""));
    if (!file) return undefined;
    const isGzipped = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(acceptEncoding);
    const { type, content, gzipped } = file;
    return {
      status: 200,
      text: { type, content: isGzipped ? gzipped : content },
      headers: {
        ...security,
        "cache-control": asset === undefined ? "no-cache" : FOREVER,
        vary: "accept-encoding",
        ...(isGzipped && { "content-encoding": "gzip" }),
      },
    };
  };
}
