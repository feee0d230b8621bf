/** The API page of each package, from its present sources. */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as core from "@epochal/core";
import { formatApi } from "./format-api.ts";
import { readApi, type Export } from "./read-api.ts";

const root: string = fileURLToPath(new URL("../../", import.meta.url));

/** The packages in which every export is documented. */
export const packages = ["core", "data", "stream", "search", "log", "protocol", "client"] as const;
export type PackageName = (typeof packages)[number];

export function exportsOf(name: PackageName): Export[] {
  return readApi(`${root}packages/${name}/src/index.ts`);
}

export function apiPage(name: PackageName): { readonly path: string; readonly text: string } {
  const values = name === "core" ? core : {};
  return {
    path: `${root}packages/${name}/API.md`,
    text: formatApi(`The API of @epochal/${name}`, exportsOf(name), values),
  };
}

export function locationOf({ location: place }: Export): string {
  return relative(root, place);
}
