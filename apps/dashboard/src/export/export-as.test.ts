import { currentModel, initialState } from "@epochal/view";
import { lineRun } from "@epochal/view/story";
import { expect, test } from "vitest";
import { viewOf } from "../../test/view-of.ts";
import { exportAs } from "./export-as.ts";

const { state } = lineRun().train(30);
const view = viewOf({ ...state, started: { ...state.started!, name: `<b>"價格" & co</b>` } });

test("a table has a line for each epoch with every bit of its numbers", () => {
  const [head, ...rows] = exportAs("run.csv", view).trimEnd().split("\n");
  expect(head).toBe("epoch,loss,validation_loss,learning_rate,gradient_norm");
  expect(rows).toHaveLength(30);
  const { epoch, loss, validationLoss, learningRate, gradientNorm } = state.latest!;
  expect(rows.at(-1)!.split(",").map(Number)).toEqual([epoch, loss, validationLoss, learningRate, gradientNorm]);
});

test("a line of a long run is a bucket of epochs, with the smallest, the largest and the last value", () => {
  const long = lineRun({ epochs: 3000 }).train(3000).state;
  const [head, ...rows] = exportAs("run.csv", viewOf(long)).trimEnd().split("\n");
  expect(head).toMatch(/^epoch,to_epoch,loss_min,loss_max,loss_last,/);
  expect(rows.length).toBeLessThanOrEqual(1024);
});

test("a report is self-contained, and the name of a run cannot break it", () => {
  const html = exportAs("run.html", view);
  expect(html).toContain("&#60;b&#62;&#34;價格&#34; &#38; co&#60;/b&#62;");
  expect(html).not.toMatch(/<b>|<script|https?:\/\/(?!www\.w3\.org)/);
});

test("a picture is made of shapes and letters, in as few paths as there are colours", () => {
  const svg = exportAs("run.svg", view);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="664" height="415"/);
  expect(svg).not.toMatch(/[⠁-⣿█▁─│]/);
  expect(svg.match(/<path /g)!.length).toBeLessThan(12);
});

test("a model is that of the newest snapshot, or the one that the run keeps", () => {
  for (const one of [state, lineRun({ epochs: 40 }).train().state]) {
    expect(JSON.parse(exportAs("model.json", viewOf(one)))).toEqual(currentModel(one)!.model.toJSON());
  }
  expect(() => exportAs("model.json", viewOf(initialState()))).toThrow("export: there is no model yet");
});

test("an unknown extension is rejected with the known ones", () => {
  expect(() => exportAs("run.pdf", view)).toThrow(
    "expected a name that ends in .html, .json, .svg, .txt, .csv, got run.pdf",
  );
});
