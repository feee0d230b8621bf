/** What benchmarks download and write: beside other caches, never committed. */
import { fileURLToPath } from "node:url";

export const cacheFolder = fileURLToPath(new URL("../../node_modules/.cache/bench", import.meta.url));
