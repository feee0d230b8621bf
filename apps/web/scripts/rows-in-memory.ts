/** All rows of a training in the page lie in memory: windows of rows are for tables that a browser would not read. */
import type { Plugin } from "vite";

const LIMIT = "const MAX_RESIDENT_BYTES = 2 ** 26;";

export function rowsInMemory(): Plugin {
  return {
    name: "rows-in-memory",
    enforce: "pre",
    transform: {
      filter: { id: /simd.src.layout\.ts$/ },
      handler(code) {
        if (!code.includes(LIMIT)) this.error(`expected ${LIMIT}`);
        return code.replace(LIMIT, "const MAX_RESIDENT_BYTES = Infinity;");
      },
    },
  };
}
