/**
 * Runs the tests of log, protocol and client on the oldest and the newest Node that the manifests claim: stores and sockets depend
 * on Node's own SQLite and WebSocket, which differ between versions. Exits with 0 only if all pass.
 *
 * `npm run check:nodes`, or `npm run check:nodes -- 24.0.0` for other versions.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { installNodes } from "./install-nodes.ts";

const CLAIMED = ["22.18.0", "26.12.1"];
const PROJECTS = ["packages/log", "packages/protocol", "packages/client"];

const root = fileURLToPath(new URL("../..", import.meta.url));
const given = process.argv.slice(2);
const versions = given.length > 0 ? given : CLAIMED;
const projects = PROJECTS.flatMap((project) => ["--project", project]);

for (const [i, node] of installNodes(versions).entries()) {
  const path = `${node.slice(0, -"/node".length)}:${process.env["PATH"]}`;
  const vitest = ["node_modules/vitest/vitest.mjs", "run", "--reporter=dot", ...projects];
  const { status, stdout, stderr } = spawnSync(node, vitest, {
    cwd: root,
    env: { ...process.env, PATH: path },
    encoding: "utf8",
  });
  if (status !== 0) console.log(stdout, stderr);
  console.log(`Node ${versions[i]}: ${status === 0 ? "all tests pass" : "tests fail"}`);
  if (status !== 0) process.exitCode = 1;
}
