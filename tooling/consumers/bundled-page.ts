/** Pages that common bundlers build from the packages, opened in Chromium. */
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { OutsideProject } from "./outside-project.ts";

/** How a bundler builds `page.js` into `dist/page.js`, and the worker as `@epochal/stream`'s README says. */
export interface Bundler {
  /** The npm packages to install, with their versions. */
  readonly packages: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly command: readonly [string, ...string[]];
}

const WORKER = "node_modules/@epochal/stream/dist/worker/web-worker.js";

export const bundlers: Readonly<Record<string, Bundler>> = {
  esbuild: {
    packages: ["@esbuild/linux-x64@0.28.2", "esbuild@0.28.2"],
    files: {},
    command: [
      "node_modules/@esbuild/linux-x64/bin/esbuild",
      "page.js",
      `web-worker=${WORKER}`,
      "--bundle",
      "--format=esm",
      "--outdir=dist",
      "--log-level=warning",
    ],
  },
  rollup: {
    packages: ["rollup@4.68.8", "@rollup/plugin-node-resolve@16.0.3"],
    files: {
      "rollup.config.js": `import resolve from "@rollup/plugin-node-resolve";
export default {
  input: { page: "page.js", "web-worker": "${WORKER}" },
  output: { dir: "dist" },
  plugins: [resolve({ browser: true, exportConditions: ["browser"] })],
};`,
    },
    command: ["node_modules/.bin/rollup", "--config", "--silent"],
  },
  webpack: {
    packages: ["webpack@5.113.0", "webpack-cli@7.3.1"],
    files: {
      "webpack.config.js": `export default {
  mode: "production",
  entry: "./page.js",
  output: { filename: "page.js", publicPath: "auto", module: true, chunkFormat: "module" },
  experiments: { outputModule: true },
};`,
    },
    command: ["node_modules/.bin/webpack"],
  },
  vite: {
    packages: ["vite@8.3.8"],
    files: {
      "vite.config.js": `export default {
  base: "./",
  worker: { format: "es" },
  build: { target: "esnext", lib: { entry: "page.js", formats: ["es"], fileName: "page" } },
};`,
    },
    command: ["node_modules/.bin/vite", "build", "--logLevel", "warn"],
  },
};

/** Builds the page and opens it in a browser. Returns its title, once it has one. */
export async function titleOfPage(project: OutsideProject, bundler: Bundler, browserPath: string): Promise<string> {
  for (const [file, text] of Object.entries(bundler.files)) project.write(file, text);
  const [command, ...args] = bundler.command;
  project.run(join(project.folder, command), args);
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    try {
      const body =
        path === "/"
          ? '<!doctype html><script type="module" src="page.js"></script>'
          : readFileSync(join(project.folder, "dist", path));
      response.setHeader("content-type", path.endsWith(".js") ? "text/javascript" : "text/html").end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("pageerror", ({ message }) => errors.push(message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    const { port } = server.address() as { port: number };
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.waitForFunction("document.title", undefined, { timeout: 60_000 }).catch(() => {});
    return (await page.title()) || errors.join("; ") || "the page has no title after a minute";
  } finally {
    await browser.close();
    server.close();
  }
}
