/**
 * Runs the tests of stores, sockets, workers, certificates, child processes and signals on the oldest and the newest Node that the
 * manifests claim: SQLite, WebSocket, TLS and threads are Node's own, and differ between versions. Exits with 0 only if all pass.
 *
 * `npm run check:nodes`, or `npm run check:nodes -- 24.0.0` for other versions. `npm run check:nodes -- --table` tries what people do
 * with the built command on more versions, and writes the table in README.md.
 */
import { fileURLToPath } from "node:url";
import { installNodes } from "./install-nodes.ts";
import { runTests } from "./run-tests.ts";
import { writeTable } from "./write-table.ts";

/** The oldest and the newest. */
const CLAIMED = ["22.18.0", "26.12.1"];
const TABLE = ["20", "22.11.0", "22.13.0", "22.18.0", "22", "23", "24.0.0", "24", "25", "26"];
/** Tests that depend on the platform. All tests of servers and of the command take minutes on each Node. */
const TESTS = [
  "packages/log/",
  "packages/protocol/",
  "packages/client/",
  "apps/server/src/runs/",
  "apps/server/test/serve.test",
  "apps/server/test/closing.test",
  "apps/server/test/full-store.test",
  "apps/server/test/tls.test",
  "apps/cli/src/main.test",
  "apps/cli/test/serve.test",
];

const given = process.argv.slice(2).filter((word) => word !== "--table");
if (process.argv.includes("--table")) {
  const isRight = await writeTable(installNodes(given.length > 0 ? given : TABLE));
  console.log(`written to ${fileURLToPath(new URL("README.md", import.meta.url))}`);
  process.exitCode = isRight ? 0 : 1;
} else {
  const versions = given.length > 0 ? given : CLAIMED;
  // At once: the tests mostly wait for processes, disks and sockets.
  const results = await Promise.all(installNodes(versions).map((node) => runTests(node, TESTS)));
  for (const [i, { isRight, output }] of results.entries()) {
    if (!isRight) console.log(output);
    console.log(`Node ${versions[i]}: ${isRight ? "all tests pass" : "tests fail"}`);
    if (!isRight) process.exitCode = 1;
  }
}
