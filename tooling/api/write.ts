/** Writes the API.md of each package: `npm run docs:api`. */
import { writeFileSync } from "node:fs";
import { apiPage, packages } from "./packages.ts";

for (const name of packages) {
  const { path, text } = apiPage(name);
  writeFileSync(path, text);
}
