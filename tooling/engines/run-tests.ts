/** Runs tests of the workspace on a given Node. */
import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** @param node the path of its executable. @param files beginnings of the paths of test files. */
export function runTests(
  node: string,
  files: readonly string[],
): { readonly isRight: boolean; readonly output: string } {
  const vitest = ["node_modules/vitest/vitest.mjs", "run", "--reporter=dot", ...files];
  // Processes that the tests start by name get the same Node.
  const env = { ...process.env, PATH: `${dirname(node)}:${process.env["PATH"]}` };
  const { status, stdout, stderr } = spawnSync(node, vitest, { cwd: root, env, encoding: "utf8", maxBuffer: 2 ** 28 });
  return { isRight: status === 0, output: `${stdout}${stderr}` };
}
