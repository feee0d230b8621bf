/** Whatever a package exports says what it is, in its source and on the package's page. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { apiPage, exportsOf, packages, placeOf } from "./api/packages.ts";

/** A type of one literal, such as `"epoch"`, says all. */
const isLiteral = (type: string) => /^("[^"]*"|\d+)$/.test(type);

test.each(packages)("every export of %s says what it is, and so does each of its members and options", (name) => {
  const silent = exportsOf(name).flatMap((entry) => {
    const { properties, options, entries } = entry;
    const names = [
      ...[entry, ...entries].filter(({ doc }) => doc === "").map((one) => one.name),
      ...properties.filter(({ type, doc }) => doc === "" && !isLiteral(type)).map((one) => `${entry.name}.${one.name}`),
      ...options.filter((option) => !entry.doc.includes(`@param options.${option} `)).map((one) => `options.${one}`),
    ];
    return names.map((silentName) => `${placeOf(entry)}: ${silentName}`);
  });
  expect(silent).toEqual([]);
});

test.each(packages)("every option of %s that may be left out says what is then", (name) => {
  const options = exportsOf(name).filter(({ name: type }) => /(Spec|Options|Penalty|Clipping)$/.test(type));
  const silent = options.flatMap((entry) =>
    entry.properties
      .filter(({ name: option, doc }) => option.endsWith("?") && !/default/i.test(doc))
      .map((option) => `${placeOf(entry)}: ${entry.name}.${option.name}`),
  );
  expect(silent).toEqual([]);
});

test.each(packages)("API.md of %s says what the sources say: `npm run docs:api` writes it", (name) => {
  const { path, text } = apiPage(name);
  expect(readFileSync(path, "utf8")).toBe(text);
});
