/** The lockfile has the binaries of every platform that the README names, though each machine installs only its own. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const lockfile = readFileSync(new URL("../pnpm-lock.yaml", import.meta.url), "utf8");
const [, snapshots = ""] = lockfile.split("\nsnapshots:\n");

/** Packages with a package of binaries for each platform, as `[name, those packages]`. */
const withBinaries = snapshots
  .split(/\n\n/)
  .map((entry) => [entry.trim().split(":\n")[0] ?? "", entry.split("optionalDependencies:\n")[1] ?? ""] as const)
  .filter(([, optional]) => /[-/]linux-/.test(optional));

test("packages with binaries are found", () => {
  const names = withBinaries.map(([name]) => name.replaceAll(/'|(?<=.)@.*/g, ""));
  expect(names).toEqual(expect.arrayContaining(["turbo", "typescript", "rolldown", "oxlint"]));
});

test.each(withBinaries)("the lockfile has the binaries of %s for Linux, macOS and Windows", (_, optional) => {
  for (const platform of [/linux-(?:x64|64)/, /darwin-arm64/, /win(?:32|dows)-(?:x64|64)/]) {
    const name = new RegExp(`^ +'?([^'\\n]*${platform.source}[^':\\n]*)'?: ([\\w.]+)`, "m").exec(optional);
    expect(name, `${platform}`).not.toBeNull();
    expect(lockfile).toContain(`${name?.[1]}@${name?.[2]}`);
  }
});
