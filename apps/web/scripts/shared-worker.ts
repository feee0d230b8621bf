/**
 * Builds the worker of `@epochal/stream` with the page, as an entry of its own: they share the scripts that both need. Vite would build
 * it apart, with a second copy of all of them.
 */
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const URL_OF_WORKER = 'new URL("./web-worker.js", import.meta.url)';

export function sharedWorker(): Plugin {
  let reference = "";
  return {
    name: "shared-worker",
    enforce: "pre",
    apply: "build",
    buildStart() {
      const id = fileURLToPath(import.meta.resolve("@epochal/stream/web-worker"));
      reference = this.emitFile({ type: "chunk", id, name: "worker" });
    },
    transform: {
      filter: { id: /start-web-worker/ },
      handler(code) {
        if (!code.includes(URL_OF_WORKER)) this.error(`expected ${URL_OF_WORKER}`);
        return code.replace(URL_OF_WORKER, `import.meta.ROLLUP_FILE_URL_${reference}`);
      },
    },
  };
}
