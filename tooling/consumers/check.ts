/**
 * Uses the packages as strangers would: packs them, installs them with plain npm outside of the workspace, and runs small programs
 * there. Prints a line per use; exits with 0 only if all are right.
 *
 * `npm run check:consumers`; with `-- --short`, only the uses that take seconds, on the Node that runs it.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installNodes } from "../engines/install-nodes.ts";
import { root } from "../engines/run-tests.ts";
import { bundlers, titleOfPage } from "./bundled-page.ts";
import { createOutsideProject, type OutsideProject } from "./outside-project.ts";
import { packPackages } from "./pack-packages.ts";
import { commonJs, esModule, page, typed } from "./programs.ts";

const short = process.argv.includes("--short");
const folder = mkdtempSync(join(tmpdir(), "epochal-consumers-"));
const notebook = readFileSync(`${root}packages/core/test/fixtures/notebook.txt`, "utf8");
const prediction = notebook.trim().split(" ").at(-1) ?? "";
const results: { readonly use: string; readonly problem?: string }[] = [];

/** Compares what a use prints with what it should print. */
async function check(use: string, expected: string | RegExp, run: () => string | Promise<string>): Promise<void> {
  try {
    const printed = await run();
    const isRight = typeof expected === "string" ? printed === expected : expected.test(printed);
    results.push(isRight ? { use } : { use, problem: `expected ${expected}, got ${printed.slice(-500)}` });
  } catch (error) {
    results.push({ use, problem: (error as Error).message.slice(-2000) });
  }
  const { problem } = results.at(-1)!;
  console.log(`${problem === undefined ? "right" : "WRONG"}  ${use}${problem === undefined ? "" : `: ${problem}`}`);
}

mkdirSync(join(folder, "packed"));
const packed = packPackages(join(folder, "packed"));
// The command brings everything in one file; the page is static.
const libraries = [...packed].filter(([name]) => name !== "epochal" && name !== "@epochal/web");
const archives = libraries.map(([, archive]) => archive);
const project = createOutsideProject(join(folder, "library"), archives);
project.write("main.js", esModule);
project.write("main.cjs", commonJs);

const nodes = short ? [process.execPath] : installNodes(["22.18.0", "24.21.0", "26.12.1"]);
for (const node of nodes) {
  const { stdout } = spawnSync(node, ["--version"], { encoding: "utf8" });
  await check(`import in Node ${stdout.trim()}`, prediction, () => project.run(node, ["main.js"]));
  await check(`require in Node ${stdout.trim()}`, prediction, () => project.run(node, ["main.cjs"]));
}

for (const version of short ? ["7.0.2"] : ["5.7.3", "7.0.2"]) {
  const types = ["@types/node@24.19.2", "@types/react@19.3.0", "@types/ws@8.18.2"];
  await check(`TypeScript ${version}, libraries checked too`, "", () => {
    const own = createOutsideProject(join(folder, `typescript-${version}`), [
      ...archives,
      `typescript@${version}`,
      ...types,
    ]);
    own.write("main.ts", typed);
    const options = {
      strict: true,
      module: "nodenext",
      target: "es2024",
      lib: ["es2024", "dom"],
      skipLibCheck: false,
      noEmit: true,
    };
    own.write(
      "tsconfig.json",
      JSON.stringify({ compilerOptions: { ...options, types: ["node"] }, files: ["main.ts"] }),
    );
    return own.run("node_modules/.bin/tsc", []);
  });
}

await check("npx with the command's archive and an empty home", new RegExp(`${prediction}$`), () => {
  const home = join(folder, "home");
  const empty = createOutsideProject(home, []);
  const archive = packed.get("epochal") ?? "";
  return empty.run("npx", ["--yes", `--package=${archive}`, "epochal"], {
    HOME: home,
    npm_config_cache: join(home, "npm"),
  });
});
await check("every archive has a README, a licence, and nothing of the compiler's own", "", () => listProblems());

if (!short) {
  for (const [name, archive] of libraries) {
    const tools = toolsProject();
    await check(`publint ${name}`, /^/, () => tools.run("node_modules/.bin/publint", ["--strict", archive]));
    // Packages for import only: CommonJS in old Node is not claimed.
    await check(`types of ${name} by attw`, /^/, () =>
      tools.run("node_modules/.bin/attw", ["--profile", "esm-only", archive]),
    );
  }
  const browser = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
  for (const [name, bundler] of Object.entries(bundlers)) {
    if (!existsSync(browser)) {
      console.log(`skipped ${name}: there is no browser at ${browser}`);
      continue;
    }
    await check(`${name}, in Chromium, with a worker`, `${prediction} completed 1000`, () => {
      const own = createOutsideProject(join(folder, name), [...archives, ...bundler.packages]);
      own.write("page.js", page);
      return titleOfPage(own, bundler, browser);
    });
  }
  const runtimes = {
    bun: ["@oven/bun-linux-x64@1.4.5", "bin/bun"],
    deno: ["@deno/linux-x64-glibc@2.9.6", "deno"],
  } as const;
  for (const [name, [packageName, path]] of Object.entries(runtimes)) {
    await check(`import in ${name}`, prediction, () => {
      const own = createOutsideProject(join(folder, name), [...archives, packageName]);
      own.write("main.js", esModule);
      const executable = join(own.folder, "node_modules", packageName.replace(/@[\d.]+$/, ""), path);
      own.run("chmod", ["+x", executable]);
      return own.run(executable, ["run", "main.js"]);
    });
  }
}

rmSync(folder, { recursive: true, force: true });
const wrong = results.filter(({ problem }) => problem !== undefined);
console.log(`${results.length - wrong.length} right, ${wrong.length} wrong`);
process.exitCode = wrong.length === 0 ? 0 : 1;

/** Files that an archive lacks or should not have, one per line. */
function listProblems(): string {
  const problems = [...packed].flatMap(([name, archive]) => {
    const files = spawnSync("tar", ["--list", "--file", archive], { encoding: "utf8" }).stdout.split("\n");
    const missing = ["README.md", "LICENSE"].filter((file) => !files.includes(`package/${file}`));
    if (name === "epochal" || name === "@epochal/web") {
      if (!files.includes("package/dist/THIRD-PARTY-LICENSES.txt")) missing.push("THIRD-PARTY-LICENSES.txt");
    }
    const extra = files.filter((file) => /tsbuildinfo|\.test\.|node_modules/.test(file));
    return [...missing.map((file) => `${name} lacks ${file}`), ...extra.map((file) => `${name} has ${file}`)];
  });
  return problems.join("\n");
}

function toolsProject(): OutsideProject {
  const tools = join(folder, "tools");
  const packages = existsSync(tools) ? [] : ["publint@0.3.25", "@arethetypeswrong/cli@0.18.5"];
  return createOutsideProject(tools, packages);
}
