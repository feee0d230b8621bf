/** Finds JavaScript engines, and runs the trainings in them: each gets the same script, which needs only the language. */
import { execFile } from "node:child_process";
import { accessSync, constants, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { bundle } from "../bundle.ts";

const run = promisify(execFile);

/** The name and version of an engine, and its hashes of `trainings.ts` by name. */
export interface EngineResult {
  readonly version: string;
  readonly hashes: Readonly<Record<string, string>>;
}

/** The trainings and their imports as one script, which defines `bundle.hashes`. */
export async function trainingsScript(): Promise<string> {
  const source = `import * as trainings from "./engines/trainings.ts"; export const hashes = trainings.hashes();`;
  return (await bundle(source, "iife")).code;
}

/** @param path of a Node executable of any version. */
export async function runInNode(path: string, script: string): Promise<EngineResult> {
  const printResult = `console.log(JSON.stringify({ version: "Node " + process.versions.node, hashes: bundle.hashes }))`;
  const execution = run(path, ["-"]);
  execution.child.stdin?.end(`${script};${printResult}`);
  return JSON.parse((await execution).stdout) as EngineResult;
}

/** @param path of a Chromium executable. It opens a page that trains, and the resulting page contains the hashes. */
export async function runInChromium(path: string, script: string): Promise<EngineResult> {
  const folder = mkdtempSync(join(tmpdir(), "epochal-engine-"));
  try {
    const page = join(folder, "page.html");
    writeFileSync(page, pageOf(script));
    const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--dump-dom"];
    const { stdout } = await run(path, [...flags, `--user-data-dir=${folder}`, pathToFileURL(page).href]);
    const [, json = "an empty page"] = /<pre>(.*)<\/pre>/s.exec(stdout) ?? [];
    if (!json.startsWith("{")) throw new Error(`askChromium: expected hashes, got ${json}`);
    return JSON.parse(json) as EngineResult;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function pageOf(script: string): string {
  return `<meta charset="utf-8"><pre></pre>
<script>
  const show = (text) => { document.querySelector("pre").textContent ||= text; };
  addEventListener("error", ({ message }) => show(message));
</script>
<script>${script.replaceAll("</script", "<\\/script")}</script>
<script>
  const [, version] = navigator.userAgent.match(/Chrome.([0-9.]+)/);
  show(JSON.stringify({ version: "Chromium " + version, hashes: bundle.hashes }));
</script>`;
}

/** All executables with one of the names on the PATH, each once, without those in node_modules. */
export function findOnPath(...names: string[]): string[] {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules"));
  const files = folders.flatMap((folder) => names.map((name) => join(folder, name))).filter(isProgram);
  return [...new Set(files.map((file) => realpathSync(file)))];
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
