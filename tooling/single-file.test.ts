/** The module in one file runs in a browser, as the example of a notebook uses it, to the same bits as in Node. */
import { readFileSync } from "node:fs";
import { createTrainer, dense, predict, split } from "@epochal/core";
import { sine } from "@epochal/data";
import { chromium } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { singleFile } from "./single-file.ts";

const chromiumPath = process.env["CHROMIUM"] ?? "";
const example = readFileSync(new URL("../apps/examples/observable/network.md", import.meta.url), "utf8");
const cells = [...example.matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code!);

/** What the page calls that a notebook brings: it keeps what is shown. */
const NOTEBOOK = `
const shown = [];
const display = (value) => shown.push(value);
const Plot = { lineY: (rows, { y }) => rows.map((row) => row[y]), plot: ({ marks }) => marks };
`;

test.skipIf(chromiumPath === "")("a notebook trains in Chromium to the same bits as in Node", async () => {
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  const [imports = "", ...rest] = cells;
  const files: Record<string, readonly [type: string, body: string]> = {
    "/": ["text/html", "<!doctype html><title>notebook</title>"],
    "/epochal.js": ["text/javascript", await singleFile()],
    "/cells.js": ["text/javascript", [imports, NOTEBOOK, ...rest, "export { shown };"].join("\n")],
  };
  const requested: string[] = [];
  await page.route("**/*", (route) => {
    const { pathname } = new URL(route.request().url());
    requested.push(pathname);
    const [contentType, body] = files[pathname] ?? ["text/plain", ""];
    return route.fulfill({ status: pathname in files ? 200 : 404, contentType, body });
  });
  await page.goto("http://notebook.test/");
  const shown = await page.evaluate('import("/cells.js").then((cells) => cells.shown)');
  expect(requested).toEqual(["/", "/cells.js", "/epochal.js"]);

  const trainer = createTrainer(
    {
      network: { inputs: 1, layers: [dense(10, "tanh"), dense(1)] },
      loss: "meanSquaredError",
      optimizer: { type: "adam", learningRate: 0.01 },
      batchSize: 16,
      epochs: 200,
      seed: 42,
    },
    split(sine({ size: 200, noise: 0.1, seed: 1 }), 0.8),
  );
  const epochs = [...trainer.epochs()];
  expect(shown).toEqual([
    [epochs.map(({ loss }) => loss), epochs.map(({ validationLoss }) => validationLoss)],
    predict(trainer.network, [[Math.PI / 2]])[0],
  ]);
  expect(epochs.at(-1)!.validationLoss).toBeLessThan(0.05);
});
