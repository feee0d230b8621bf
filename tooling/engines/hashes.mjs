/**
 * Do all engines train to the same bits? Prints the hashes of `trainings.mjs` as JSON, as this Node says; with paths of
 * other engines, as each of them says, and fails where they differ.
 *
 *   node tooling/engines/hashes.mjs [/path/to/another/node …] [/path/to/chromium …]
 *
 * Node from 22.18 on runs the sources; older ones and browsers run packages/core/dist: `pnpm build` first.
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { hashes } from "./trainings.mjs";

const run = promisify(execFile);
const engines = process.argv.slice(2);
const root = new URL("../../", import.meta.url);

if (engines.length === 0) {
  const entry = process.features.typescript ? "src/index.ts" : "dist/index.js";
  console.log(JSON.stringify(hashes(await import(new URL(`packages/core/${entry}`, root).href)), null, 2));
} else {
  const said = {};
  for (const engine of [process.execPath, ...engines]) {
    said[engine] = /chrom/.test(engine) ? await inBrowser(engine) : await inNode(engine);
    console.log(engine, said[engine]);
  }
  const areSame = new Set(Object.values(said).map((answer) => JSON.stringify(answer))).size === 1;
  console.log(areSame ? "the same bits everywhere" : "the bits differ");
  process.exitCode = areSame ? 0 : 1;
}

async function inNode(engine) {
  return JSON.parse((await run(engine, ["--no-warnings", fileURLToPath(import.meta.url)])).stdout);
}

/** Serves a page that trains, on the loopback address, and reads what the page has become. */
async function inBrowser(engine) {
  const page = `<pre></pre><script type="module">
    import * as core from "/packages/core/dist/index.js";
    import { hashes } from "/tooling/engines/trainings.mjs";
    document.querySelector("pre").textContent = JSON.stringify(hashes(core));
  </script>`;
  const server = createServer(({ url }, response) => {
    const isPage = url === "/";
    response.setHeader("content-type", isPage ? "text/html" : "text/javascript");
    try {
      response.end(isPage ? page : readFileSync(new URL(`.${url}`, root)));
    } catch {
      response.writeHead(404).end(); // such as the icon that browsers ask for
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"];
    const { stdout } = await run(engine, [...flags, `http://127.0.0.1:${server.address().port}/`]);
    return JSON.parse(/<pre>(.*)<\/pre>/s.exec(stdout)[1]);
  } finally {
    server.close();
  }
}
