import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";

test("a thread uses the compile cache that its process has enabled", () => {
  const folder = mkdtempSync(join(tmpdir(), "epochal-thread-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [main, thread] = [join(folder, "main.mjs"), join(folder, "thread.mjs")];
  writeFileSync(
    thread,
    `import { getCompileCacheDir } from "node:module";
import { workerData } from "node:worker_threads";
workerData.port.postMessage(getCompileCacheDir());
workerData.port.close();`,
  );
  writeFileSync(
    main,
    `import { enableCompileCache, getCompileCacheDir } from "node:module";
import { openThread } from ${JSON.stringify(new URL("thread.ts", import.meta.url).href)};
enableCompileCache(${JSON.stringify(join(folder, "cache"))});
const onMessage = (used) => console.log(used === getCompileCacheDir() ? "the same" : \`another: \${used}\`);
openThread(new URL(${JSON.stringify(pathToFileURL(thread).href)}), {}, { onMessage, onEnd() {} });`,
  );
  // The tests themselves have a cache by this variable, which threads inherit.
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  const { stdout, stderr } = spawnSync(process.execPath, [main], { encoding: "utf8", env });
  expect(`${stdout}${stderr}`).toBe("the same\n");
});
