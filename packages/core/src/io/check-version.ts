/** The version of a format, in a file that people may have edited. */
import { showValue } from "../spec/show-value.ts";

/** @throws RangeError when it is not 1, the only one so far. */
export function checkVersion(version: unknown, where: string): void {
  if (version === 1) return;
  const isNewer = Number.isInteger(version) && (version as number) > 1;
  const advice = isNewer ? "try a newer epochal" : "it is damaged";
  throw new RangeError(`${where}: expected version 1, got ${showValue(version)}: ${advice}`);
}
