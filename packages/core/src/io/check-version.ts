/** The version of a format, in a file that people may have edited. */
import { showValue } from "../spec/show-value.ts";

/** @throws RangeError when it is not 1, the only one so far. */
export function checkVersion(version: unknown, where: string): void {
  if (version === 1) return;
  const advice = typeof version === "number" && version > 1 ? ": try a newer epochal" : "";
  throw new RangeError(`${where}: expected version 1, got ${showValue(version)}${advice}`);
}
