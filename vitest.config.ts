import { existsSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import tally from "./tooling/tally.ts";

const setupFiles = ["seed", "wide"].map((name) => fileURLToPath(new URL(`tooling/${name}.ts`, import.meta.url)));

// Threads load TypeScript sources. With this cache the second start of a server's thread takes a quarter of the time.
process.env["NODE_COMPILE_CACHE"] ??= fileURLToPath(new URL("node_modules/.cache/compiled", import.meta.url));

/** All packages and apps with a manifest, and the tooling. */
const folders = ["packages", "apps"]
  .flatMap((parent) => readdirSync(parent).map((name) => `${parent}/${name}`))
  .filter((folder) => existsSync(`${folder}/package.json`))
  .concat("tooling");

/** The browser for the tests of the web page: Debian's, or that of `CHROMIUM`; an empty one switches these tests off. */
const browser = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
process.env["CHROMIUM"] = browser;
// Each project reads this file: the line is printed once.
if (browser !== "" && !existsSync(browser)) {
  console.warn(`the tests of the web page are skipped: there is no browser at ${browser}`);
  process.env["CHROMIUM"] = "";
}

/** The NATS server for the tests of the log on NATS: Debian's, or that of `NATS_SERVER`; an empty one switches these tests off. */
const natsServer = process.env["NATS_SERVER"] ?? "/usr/sbin/nats-server";
process.env["NATS_SERVER"] = natsServer;
if (natsServer !== "" && !existsSync(natsServer)) {
  console.warn(`the tests of the log on NATS are skipped: there is no nats-server at ${natsServer}`);
  process.env["NATS_SERVER"] = "";
}

export default defineConfig({
  test: {
    reporters: ["default", tally()],
    // Tests of the command and the server wait half of their time, for processes that they have started.
    maxWorkers: availableParallelism() + 2,
    projects: folders.map((root) => ({
      extends: true as const,
      root,
      // Packages have no global state, so their test files may share a process.
      // The time limits are only for tests that hang: machines may be slow, and busy with something else.
      test: {
        name: root,
        setupFiles,
        testTimeout: 240_000,
        hookTimeout: 240_000,
        // Less than a test, so that it says what it waits for.
        expect: { poll: { timeout: 200_000 } },
        isolate: !root.startsWith("packages/"),
      },
    })),
  },
});
