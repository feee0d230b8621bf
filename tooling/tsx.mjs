// Lets Node run `.tsx` sources, which it cannot strip itself: `node --import ./tooling/tsx.mjs FILE`.
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { transformSync } from "rolldown/utils";

registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith(".tsx")) return nextLoad(url, context);
    const path = fileURLToPath(url);
    const { code } = transformSync(path, readFileSync(path, "utf8"), { jsx: { runtime: "automatic" } });
    return { format: "module", shortCircuit: true, source: code };
  },
});
