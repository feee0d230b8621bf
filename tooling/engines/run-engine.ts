/** What an engine says of the trainings: each is given the same text, which needs nothing of it but the language. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { bundle } from "../bundle.ts";

const run = promisify(execFile);

/** What an engine is and the hashes of `trainings.ts`, by name. */
export interface Answer {
  readonly version: string;
  readonly hashes: Readonly<Record<string, string>>;
}

/** The trainings and all that they need as one script, which ends with the variable `bundle.hashes`. */
export async function trainingsScript(): Promise<string> {
  const source = `import * as trainings from "./engines/trainings.ts"; export const hashes = trainings.hashes();`;
  return (await bundle(source, "iife")).code;
}

/** @param path of a Node, whatever its version. */
export async function askNode(path: string, script: string): Promise<Answer> {
  const tell = `console.log(JSON.stringify({ version: "Node " + process.versions.node, hashes: bundle.hashes }))`;
  const asked = run(path, ["-"]);
  asked.child.stdin?.end(`${script};${tell}`);
  return JSON.parse((await asked).stdout) as Answer;
}

/** @param path of a Chromium, which opens a page that trains; what the page has become is its answer. */
export async function askChromium(path: string, script: string): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), "epochal-engine-"));
  try {
    const page = join(folder, "page.html");
    writeFileSync(page, pageOf(script));
    const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--dump-dom"];
    const { stdout } = await run(path, [...flags, `--user-data-dir=${folder}`, pathToFileURL(page).href]);
    const [, answer = "an empty page"] = /<pre>(.*)<\/pre>/s.exec(stdout) ?? [];
    if (!answer.startsWith("{")) throw new Error(`askChromium: expected hashes, got ${answer}`);
    return JSON.parse(answer) as Answer;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function pageOf(script: string): string {
  return `<meta charset="utf-8"><pre></pre>
<script>
  const tell = (text) => { document.querySelector("pre").textContent ||= text; };
  addEventListener("error", ({ message }) => tell(message));
</script>
<script>${script.replaceAll("</script", "<\\/script")}</script>
<script>
  const [, version] = navigator.userAgent.match(/Chrome.([0-9.]+)/);
  tell(JSON.stringify({ version: "Chromium " + version, hashes: bundle.hashes }));
</script>`;
}
