/** Every export of a package is documented, in its source and on the package's page. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { apiPage, exportsOf, packages, locationOf } from "./api/packages.ts";

/** A literal type such as `"epoch"` needs no documentation. */
const isLiteral = (type: string) => /^("[^"]*"|\d+)$/.test(type);

test.each(packages)("every export of %s, and each of its members and options, is documented", (name) => {
  const undocumented = exportsOf(name).flatMap((entry) => {
    const { properties, options, entries } = entry;
    const names = [
      ...[entry, ...entries].filter(({ doc }) => doc === "").map((one) => one.name),
      ...properties.filter(({ type, doc }) => doc === "" && !isLiteral(type)).map((one) => `${entry.name}.${one.name}`),
      ...options.filter((option) => !entry.doc.includes(`@param options.${option} `)).map((one) => `options.${one}`),
    ];
    return names.map((undocumentedName) => `${locationOf(entry)}: ${undocumentedName}`);
  });
  expect(undocumented).toEqual([]);
});

test.each(packages)("every optional option of %s documents its default", (name) => {
  const options = exportsOf(name).filter(({ name: type }) => /(Spec|Options|Penalty|Clipping)$/.test(type));
  const undocumented = options.flatMap((entry) =>
    entry.properties
      .filter(({ name: option, doc }) => option.endsWith("?") && !/default/i.test(doc))
      .map((option) => `${locationOf(entry)}: ${entry.name}.${option.name}`),
  );
  expect(undocumented).toEqual([]);
});

test.each(packages)("API.md of %s agrees with the sources: else run npm run docs:api", (name) => {
  const { path, text } = apiPage(name);
  expect(readFileSync(path, "utf8")).toBe(text);
});

test.each([
  ["spec/training-spec.ts", "TrainingSpec", "TrainingSpec"],
  ["spec/training-spec.ts", "Scaling", "TrainingSpec"],
  ["spec/training-spec.ts", "Penalty", "TrainingSpec"],
  ["spec/training-spec.ts", "Clipping", "TrainingSpec"],
  ["spec/network-spec.ts", "NetworkSpec", "TrainingSpec"],
  ["network/dense.ts", "DenseSpec", "TrainingSpec"],
  ["data/scaler.ts", "Scaler", "Scaler"],
])("core's %s: PROTOCOL.md has each field of %s in %s", (file, name, documentedName) => {
  const read = (path: string) => readFileSync(new URL(`../packages/${path}`, import.meta.url), "utf8");
  const bodyOf = (text: string, found: string) =>
    new RegExp(`^(export )?interface ${found} \\{\n[^]*?^\\}`, "m").exec(text)![0];
  const fields = [...bodyOf(read(`core/src/${file}`), name).matchAll(/\breadonly (\w+)\??: /g)].map(
    ([, field]) => field!,
  );
  expect(fields.length).toBeGreaterThan(1);
  const documented = bodyOf(read("protocol/PROTOCOL.md"), documentedName);
  expect(fields.filter((field) => !new RegExp(`\\b${field}\\??: `).test(documented))).toEqual([]);
});
