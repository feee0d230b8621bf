/** Which page an address shows. */
import type { PageAddress } from "./server/page-address.ts";

export type Route = "list" | "run" | "train" | "lesson";

const TRAIN = /\/train\/?$/;

/** @param isServed whether a server of epochal has sent the page; a static site has no runs to list. */
export function routeOf(
  { pathname, hash }: Pick<Location, "pathname" | "hash">,
  { run }: Pick<PageAddress, "run">,
  isServed: boolean,
): Route {
  if (run !== undefined) return "run";
  if (isServed && !TRAIN.test(pathname)) return "list";
  return new URLSearchParams(hash.slice(1)).has("lesson") ? "lesson" : "train";
}
