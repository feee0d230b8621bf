/** Runs tests of the workspace on a given Node. */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { once } from "node:events";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** @param node the path of its executable. @param files beginnings of the paths of test files. */
export async function runTests(
  node: string,
  files: readonly string[],
): Promise<{ readonly isRight: boolean; readonly output: string }> {
  const vitest = ["node_modules/vitest/vitest.mjs", "run", "--reporter=dot", ...files];
  // Processes that the tests start by name get the same Node.
  const env = { ...process.env, PATH: `${dirname(node)}:${process.env["PATH"]}` };
  const child = spawn(node, vitest, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await ended;
  return { isRight: status === 0, output: `${stdout}${stderr}` };
}
