/**
 * The conformance cases of the protocol against the server, whose log is in memory, or with `--nats` on a nats-server.
 * `npm run conformance [-- --nats]`
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const env = { ...process.env, ...(process.argv.includes("--nats") && { EPOCHAL_TEST_LOG: "nats" }) };
const args = [`${root}node_modules/vitest/vitest.mjs`, "run", "--project", "apps/server", "conformance"];
process.exitCode = spawnSync(process.execPath, args, { cwd: root, env, stdio: "inherit" }).status ?? 1;
