/** Training in the page, in a browser. */
import { createTrainer, hashSnapshot, parseModel } from "@epochal/core";
import { parseCsv, recipe } from "@epochal/data";
import { train, type FinishedEvent } from "@epochal/stream";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Download, Page } from "playwright-core";
import { lastValueFrom } from "rxjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeAddress } from "../src/train/choices-in-address.ts";
import { defaultChoices, type Choices, type DataSetName } from "../src/train/data-sets.ts";
import { trainingOf } from "../src/train/training.ts";
import { hasBrowser, openSite, type OpenSite } from "./browser.ts";
import { FOLDER } from "./static-site.ts";

const hashOf = (page: Page, what: string) => page.getByText(what).locator("code").innerText();

describe.skipIf(!hasBrowser("the tests of training in the page"))("training in the page", () => {
  let site: OpenSite;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site.close());

  const specs: readonly [DataSetName, Partial<Choices>][] = [
    ["notebook", {}],
    ["sine", { activation: "gelu", optimizer: "adamW", epochs: 60 }],
    ["xor", { activation: "sigmoid", optimizer: "rmsProp", seed: 7, epochs: 200 }],
    ["spiral", { hidden: [12, 9, 5], optimizer: "nesterov", epochs: 80, patience: 40 }],
    ["saddle", { activation: "selu", loss: "huber", batch: 7, noise: 0.2, rows: 101, epochs: 50 }],
  ];

  test("five trainings give the same hashes as in Node", async () => {
    const page = await site.open("");
    for (const [data, changed] of specs) {
      const choices = { ...defaultChoices(data), ...changed };
      const { spec, data: rows } = trainingOf(choices);
      const finished = (await lastValueFrom(train(spec, rows))) as FinishedEvent;
      const address = writeAddress({ choices, changes: [], epoch: choices.epochs });
      await page.evaluate((fragment) => (location.hash = fragment), address);
      const line = `hash of the model, of epoch ${finished.modelEpoch}:`;
      expect(await hashOf(page, line)).toBe(finished.hash);
    }
    await page.close();
  });

  test("a link repeats a training with its changes of settings, up to the epoch that was shown", async () => {
    const choices = { ...defaultChoices("moons"), epochs: 5000 };
    const page = await site.open(writeAddress({ choices, changes: [], epoch: 30 }));
    await page.getByText("after epoch 30:").waitFor();
    await page.keyboard.type(":lr 0.003\n");
    await page.getByText("lr 0.02 → 0.003 at epoch 30").first().waitFor();
    await page.keyboard.type(":step 25\n");
    const hash = await hashOf(page, "after epoch 55:");
    await page.waitForURL(/epoch=55$/);
    const link = new URL(page.url()).hash.slice(1);

    const { spec, data } = trainingOf(choices);
    const trainer = createTrainer(spec, data);
    trainer.advance(30);
    trainer.set({ learningRate: 0.003 });
    trainer.advance(25);
    expect(hash).toBe(hashSnapshot(trainer.snapshot()));

    const again = await site.open(link);
    expect(await hashOf(again, "after epoch 55:")).toBe(hash);
    await Promise.all([page.close(), again.close()]);
  });

  test("a reload in the middle of a training continues it from the same epoch, to the same bits", async () => {
    const choices = { ...defaultChoices("moons"), epochs: 100_000 };
    const page = await site.open(writeAddress({ choices, changes: [], epoch: undefined }));
    const epochNow = async () => Number(/^epoch (\d+)/.exec(await page.locator(".timeline label").innerText())?.[1]);
    await page.getByText("RUN", { exact: true }).waitFor();
    await expect.poll(epochNow).toBeGreaterThan(12);
    const before = await epochNow();
    await page.reload();
    await page.getByText("RUN", { exact: true }).waitFor();
    const resumed = await page
      .getByText(/resumed at epoch \d+/)
      .first()
      .innerText();
    expect(Number(/epoch (\d+)/.exec(resumed)![1])).toBeGreaterThanOrEqual(before);
    await expect.poll(epochNow).toBeGreaterThan(before);
    expect(new URL(page.url()).hash).not.toContain("epoch=");
    await page.keyboard.press(" ");
    await page.getByText("PAUSED", { exact: true }).waitFor();
    const epoch = await epochNow();
    const hash = await hashOf(page, `after epoch ${epoch}:`);
    const { spec, data } = trainingOf(choices);
    const trainer = createTrainer(spec, data);
    trainer.advance(epoch);
    expect(hash).toBe(hashSnapshot(trainer.snapshot()));
    // The losses before the reload are there.
    await page.getByRole("slider").fill("3");
    expect(await hashOf(page, "after epoch 3:")).not.toBe(hash);
    await page.close();
  });

  test("Back returns to the choice before, and forward to the one after it", async () => {
    const page = await site.open("data=step&epochs=5&epoch=5");
    await page.getByText("DONE", { exact: true }).waitFor();
    await page.getByLabel("data").selectOption("xor");
    await page.waitForURL(/data=xor/);
    await page.goBack();
    await page.waitForURL(/data=step.*epoch=5$/);
    await expect
      .poll(() => page.locator("a.exercise").getAttribute("href"))
      .toMatch(/^#data=step.*&epochs=5\b(?!.*epoch=)/);
    await expect.poll(() => page.getByLabel("data").inputValue()).toBe("step");
    await page.goForward();
    await page.waitForURL(/data=xor/);
    await expect.poll(() => page.getByLabel("data").inputValue()).toBe("xor");
    await page.close();
  });

  test("next seed, again and compare seeds are one click; a wrong link says what is wrong", async () => {
    const page = await site.open("data=xor&epochs=100&rate=-1");
    await page.getByRole("alert").getByText('rate: the link has "-1"; choose a number from').waitFor();
    await page.getByLabel("data").selectOption("step");
    await page.getByLabel("epochs", { exact: true }).fill("20");
    await page.getByLabel("epochs", { exact: true }).press("Enter");
    await page.waitForURL(/data=step.*seed=1&epochs=20/);
    await page.getByRole("button", { name: "next seed" }).click();
    await page.waitForURL(/seed=2/);
    await page.getByRole("button", { name: "compare seeds" }).click();
    await page.getByText(/of 5 seeds: .* ± /).waitFor();
    await page.getByRole("button", { name: "seed 6" }).click();
    await page.waitForURL(/seed=6&epochs=20.*epoch=20$/);
    await page.getByRole("button", { name: "again" }).click();
    await page.getByText("after epoch 0:").or(page.getByText("hash of the model")).first().waitFor();
    expect(new URL(page.url()).hash).toMatch(/seed=2&epochs=20/);
    await page.close();
  });

  test("the model, its losses and a report are downloads", async () => {
    const page = await site.open("data=and&epochs=300&epoch=300");
    await page.getByText("hash of the model").waitFor();
    const files = new Map<string, string>();
    for (const name of ["model.json", "model.mjs", "model.onnx", "epochs.csv", "report.html"]) {
      const [download]: [Download, void] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(name);
      files.set(name, await readFile(await download.path(), "latin1"));
    }
    const model = parseModel(files.get("model.json")!);
    expect(model.predict([1, 1])).toBeGreaterThan(0.5);
    const module = (await import(`data:text/javascript,${encodeURIComponent(files.get("model.mjs")!)}`)) as {
      predict: (inputs: number[]) => number[];
    };
    expect(module.predict([1, 1])[0]).toBe(model.predict([1, 1]));
    expect(files.get("model.onnx")).toContain("epochal");
    expect(files.get("epochs.csv")?.split("\n")[0]).toBe("epoch,loss,learning_rate,gradient_norm");
    expect(files.get("report.html")).toContain("<h2>How it was trained</h2>");
    await page.close();
  });

  test("a table that is chosen trains as with the command; a link to it asks for the file", async () => {
    const file = fileURLToPath(new URL("../../examples/data/cars.csv", import.meta.url));
    const page = await site.open("file=cars.csv&target=mpg&seed=3&epoch=2");
    await page.getByRole("alert").getByText("This link needs the file “cars.csv”").waitFor();
    // Not by its path: in the C locale Chromium opens no file whose path has other letters than those of ASCII.
    const buffer = await readFile(file);
    await page.getByLabel(/your own table/).setInputFiles({ name: "cars.csv", mimeType: "text/csv", buffer });
    const hash = await hashOf(page, "after epoch 2:");
    const { spec, data } = recipe(parseCsv(String(buffer)), { target: "mpg", seed: 3 });
    const trainer = createTrainer(spec, data);
    trainer.advance(2);
    expect(hash).toBe(hashSnapshot(trainer.snapshot()));
    await page.close();
  });

  test("a table that cannot be read or trained on is named with its error; a cell that is left out has a note", async () => {
    const page = await site.open("data=and&epochs=1&epoch=1");
    const choose = (name: string, text: string) =>
      page.getByLabel(/your own table/).setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
    await choose("ragged.csv", "a,b,y\n1,2,3\n4,5\n");
    await page.getByRole("alert").getByText("ragged.csv: expected 3 columns in line 3, got 2").waitFor();
    await choose("short.csv", "a,y\n1,2\n3,4\n5,7\n");
    await page.getByRole("alert").getByText("short.csv: expected at least 10 rows with a target, got 3").waitFor();
    const rows = Array.from({ length: 60 }, (_, i) => `${i},${i === 20 ? "oops" : 3 * i + 2}`);
    await choose("cell.csv", ["a,y", ...rows].join("\n"));
    await page.locator("aside li", { hasText: "oops" }).waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    await page.close();
  });

  test("a projector shows three panels of a training, an embedded page one, and both follow the link", async () => {
    const fragment = "data=spiral&epochs=3&epoch=3";
    const projected = await site.open(fragment, "?view=projector");
    await projected.setViewportSize({ width: 1280, height: 720 });
    await projected.getByText("DONE", { exact: true }).waitFor();
    const panels = projected.locator(".panels > section");
    expect(await panels.evaluateAll((all) => all.map((panel) => panel.ariaLabel))).toEqual(["loss", "fit", "network"]);
    const diagram = projected.locator(".network svg");
    expect((await diagram.boundingBox())!.height).toBeGreaterThan(90);
    const embedded = await site.open(fragment, "?view=embed&panel=network");
    await embedded.getByText("DONE", { exact: true }).waitFor();
    await embedded.locator(".panels > section.network circle").first().waitFor();
    for (const page of [projected, embedded]) {
      expect(await page.getByRole("heading", { level: 1 }).allInnerTexts()).toEqual(["spiral"]);
      expect(await page.locator("form, nav, .result").count()).toBe(0);
      expect(new URL(page.url()).search).toMatch(/^\?view=/);
      await page.close();
    }
  });

  test("q ends the training after a question, and the page stays; a second q leaves it", async () => {
    const page = await site.open("data=sine&epochs=1000000");
    await page.getByText("RUN", { exact: true }).waitFor();
    await page.keyboard.press("q");
    await page.getByRole("alertdialog", { name: "End the run?" }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("hash of the model").waitFor();
    expect(new URL(page.url()).hash).toMatch(/^#data=sine/);
    await page.keyboard.press("q");
    await page.getByRole("heading", { name: "lessons" }).waitFor();
    await page.close();
  });

  test("a command and the arrows choose a unit of the network, of any layer", async () => {
    const choices = { ...defaultChoices("spiral"), hidden: [4, 3], epochs: 2 };
    const page = await site.open(writeAddress({ choices, changes: [], epoch: 2 }));
    const details = page.locator(".network .unit-details");
    await details.getByText("unit 1 of layer 1").first().waitFor();
    await page.keyboard.type(":unit 1.4\n");
    await details.getByText("unit 4 of layer 1").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await details.getByText("unit 1 of layer 2").first().waitFor();
    // The pointer chooses, until the next key.
    await page.getByRole("img", { name: "unit 2 of layer 1" }).hover();
    await details.getByText("unit 2 of layer 1").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await details.getByText("unit 2 of layer 2").first().waitFor();
    expect(await page.locator(".network circle.shown").count()).toBe(1);
    await page.close();
  });

  test("no choice is cut off, and one heading says what the page is", async () => {
    const page = await site.open("data=saddle&epochs=3&epoch=3");
    await page.getByRole("heading", { level: 1, name: "Train a small network in this page" }).waitFor();
    for (const width of [1440, 360]) {
      await page.setViewportSize({ width, height: 800 });
      const details = page.locator("aside > details");
      if (!(await details.evaluate((element: HTMLDetailsElement) => element.open)))
        await details.locator("summary").click();
      const cut = await page.locator("select").evaluateAll((selects: HTMLSelectElement[]) =>
        selects.filter((select) => {
          const shown = select.offsetWidth;
          select.style.inlineSize = "max-content";
          return select.offsetWidth > shown;
        }),
      );
      expect(cut).toHaveLength(0);
    }
    await page.close();
  });

  test("opened as a file it says that it needs a web server", async () => {
    const page = await site.browser.newPage();
    await page.goto(`file://${FOLDER}/index.html`);
    await page.getByText("This page needs a web server").waitFor();
    await page.close();
    const served = await site.open("lesson=");
    await served.getByRole("heading", { name: "lessons" }).waitFor();
    expect(await served.getByText("This page needs a web server").count()).toBe(0);
    await served.close();
  });

  test("it loads nothing from elsewhere, and reports no errors", () => {
    expect(site.problems).toEqual([]);
  });
});
