import { createDataset, dense, fit, type TrainingSpec } from "@epochal/core";
import { describeRun, formatNumber, initialState } from "@epochal/view";
import { classRun, lineRun, tableRun } from "@epochal/view/story";
import { expect, test } from "vitest";
import { reportAsHtml } from "./report-as-html.ts";
import { sentenceLines } from "./scores/sentence.ts";
import { modelSubject, runSubject } from "./subject.ts";

/** The text that a reader sees. */
const textOf = (html: string) =>
  html
    .replace(/<style>.*?<\/style>/s, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

const headings = (html: string) => [...html.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, heading]) => heading);

test("a finished run of a table has every section, and the figures of its report", () => {
  const { state } = tableRun().train();
  const html = reportAsHtml(runSubject(state));
  expect(headings(html)).toEqual([
    "How good it is",
    "What it depends on",
    "How sure a prediction is",
    "How it was trained",
    "Settings",
  ]);
  const text = textOf(html);
  const { report } = state.finished!;
  expect(text).toContain(sentenceLines("y", report).join(" "));
  for (const part of [report.train, report.validation!]) {
    for (const { rmse, mae, r2 } of [part.network, part.linear, part.mean]) {
      expect(text).toContain([rmse, mae, r2].map((value) => formatNumber(value).trim()).join(" "));
    }
  }
  for (const { column, growth } of report.importance!.columns) {
    expect(text).toContain(`${column} ${formatNumber(growth).trim()} ±`);
  }
});

/** The error on unseen rows, of the network and of the straight line, as a text says them. */
const errorsIn = (text: string, pattern: RegExp) => pattern.exec(text)!.slice(1, 3).map(Number);

test("errors with the same name are equal in the sentence about the run, its end line, the report and the page", () => {
  const { state } = tableRun().train();
  const { network, linear } = state.finished!.report.validation!;
  const page = textOf(reportAsHtml(runSubject(state)));
  const rmse = [network.rmse, linear.rmse].map((value) => Number(formatNumber(value)));
  const mae = [network.mae, linear.mae].map((value) => Number(value.toPrecision(2)));
  expect(errorsIn(describeRun(state), /the error is ([\d.]+), \D+ ([\d.]+)\./)).toEqual(rmse);
  expect(errorsIn(page, /unseen rows network ([\d.]+) .*? straight line ([\d.]+)/)).toEqual(rmse);
  expect(errorsIn(page, /off by ([\d.]+) .*? is off by ([\d.]+),/)).toEqual(mae);
  expect(
    errorsIn(sentenceLines("y", state.finished!.report).join(" "), /off by ([\d.]+) .*? is off by ([\d.]+),/),
  ).toEqual(mae);
});

test("a run of classes has its confusions, and says how often its probabilities are right", () => {
  const text = textOf(reportAsHtml(runSubject(classRun().train().state)));
  expect(text).toMatch(/right for [\d.]+ % of \d+ rows/);
  expect(text).toContain("actual adelie chinstrap gentoo");
  expect(text).toContain("Stated probability, and how often it was right");
});

test("a run with one input shows its curve through the data", () => {
  const { state } = lineRun().train();
  const html = reportAsHtml(runSubject(state));
  const rows = state.started!.data.sample.train.x.length + state.started!.data.sample.validation!.x.length;
  expect(html.match(/<circle /g)).toHaveLength(rows);
  expect(html).toContain('<path class="line model"');
});

test("a run that has just started, and no run at all, are reported too", () => {
  expect(textOf(reportAsHtml(runSubject(lineRun().state)))).toContain("Settings");
  expect(textOf(reportAsHtml(runSubject(initialState())))).toContain("a run");
});

test("a saved model is reported without scores, and the page says where they are", () => {
  const columns = { inputs: [{ name: "age", kind: "number" }], targets: ["price"] } as const;
  const train = createDataset([0, 1, 2, 3], [0, 1, 2, 3]);
  const spec: TrainingSpec = {
    network: { inputs: 1, layers: [dense(1)] },
    loss: "meanSquaredError",
    optimizer: { type: "adam", learningRate: 0.1 },
    epochs: 10,
  };
  const model = fit(spec, { train, columns });
  const html = reportAsHtml(modelSubject("model.json", model));
  expect(textOf(html)).toContain("A saved model holds no scores");
  expect(headings(html)).toEqual(["What it depends on", "The data", "Settings"]);
});

test("the page is self-contained, and no name breaks it", () => {
  const { state } = tableRun().train(20);
  const name = `<b>"価格" & co</b><script>alert(1)</script>`;
  const html = reportAsHtml(runSubject({ ...state, started: { ...state.started!, name } }));
  expect(html).toContain("&#60;b&#62;&#34;価格&#34; &#38; co&#60;/b&#62;");
  expect(html).not.toMatch(/<b>|<script|https?:\/\//);
});

test("no name has control characters, or reorders the text beside it", () => {
  const { state } = tableRun().train(20);
  const html = reportAsHtml(
    runSubject({ ...state, started: { ...state.started!, name: "a\u001b[2J\u009b1m\u202eb" } }),
  );
  expect(html).toContain(String.raw`<title>a\u001b[2J\u009b1m\u202eb: report</title>`);
  expect(html.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
});
