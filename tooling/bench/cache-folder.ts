/** The folder for everything that benchmarks download and write; never committed. */
import { fileURLToPath } from "node:url";

export const cacheFolder = fileURLToPath(new URL("../../node_modules/.cache/bench", import.meta.url));
