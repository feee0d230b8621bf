/** `@epochal/core` and `@epochal/data` as one module for browsers and notebooks, which imports nothing. */
import { bundle } from "./bundle.ts";

export async function singleFile(): Promise<string> {
  const { code, imports } = await bundle(`export * from "@epochal/core"; export * from "@epochal/data";`, "whole");
  if (imports.length > 0) throw new Error(`singleFile: expected no imports, got ${imports.join(", ")}`);
  return code;
}
