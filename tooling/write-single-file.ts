/** Writes the module of `single-file.ts`: `npm run build:single -- epochal.js`. */
import { writeFileSync } from "node:fs";
import { singleFile } from "./single-file.ts";

const [file = "epochal.js"] = process.argv.slice(2);
const code = await singleFile();
writeFileSync(file, code);
console.error(`${file}: ${Math.round(code.length / 1000)} KB`);
