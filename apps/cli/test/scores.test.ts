/** Every error of a run, wherever it stands: numbers with the same label are the same. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { cars, epochal, temporaryFolder } from "./harness/program.ts";
import { openTerminal } from "./harness/terminal.ts";

/** The numbers that the groups of a pattern match. */
function numbers(text: string, pattern: RegExp): number[] {
  return pattern.exec(text)?.slice(1).map(Number) ?? [];
}

/** Those of a table of scores, without its errors of the mean: the network, a straight line, the mean. */
function tableOf(text: string) {
  const row = (label: string) => numbers(text, new RegExp(`${label} +(\\d[\\d.]*)(?: ± \\S+)? +(\\d[\\d.]*)`));
  return { network: row("network"), line: row("straight line"), mean: row("always the mean") };
}

/** A text on the screen without its line breaks. */
function unwrapped(screen: string): string {
  return screen.replaceAll(/[│\s]+/g, " ");
}

const OFF =
  /mpg: off by ([\d.]+) on average, on (\d+) rows [^]*?a straight line is off by ([\d.]+), always the mean by ([\d.]+)\./;

test("errors with the same label are equal on the screen, at the end, in the words, in the report and in `runs show`", async () => {
  const store = join(temporaryFolder(), "runs.db");
  const args = ["train", cars, "--target", "mpg", "--ensemble", "2", "--epochs", "4", "--store", store];
  const session = openTerminal(args, { columns: 120, rows: 60 });
  const screen = await session.until((text) => text.includes("DONE") && /rmse +\d/.test(text));
  session.press("w");
  const spoken = unwrapped(await session.until((text) => /the error is [\d.]+/.test(unwrapped(text))));
  session.press("q");
  await session.ended;
  const end = session.screen().join("\n");
  const shown = (await epochal("runs", "show", store)).stdout;
  const page = (await epochal("report", store)).stdout.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");
  const json = JSON.parse((await epochal("runs", "show", store, "--json")).stdout) as {
    best: number;
    bestEpoch: number;
    report: { train: { network: { rmse: number } } };
  };

  const off = numbers(end, OFF);
  expect(off).toHaveLength(4);
  expect(numbers(shown, OFF)).toEqual(off);
  expect(numbers(page, OFF)).toEqual(off);

  const table = tableOf(end);
  expect(Object.values(table).map(({ length }) => length)).toEqual([2, 2, 2]);
  expect(tableOf(shown)).toEqual(table);
  const unseen = page.slice(page.indexOf("unseen rows network"));
  expect(tableOf(unseen)).toEqual(table);
  expect(numbers(spoken, /On the unseen rows the error is ([\d.]+), \D+ straight line's ([\d.]+)\./)).toEqual([
    table.network[0],
    table.line[0],
  ]);
  // The screen has the baselines on the same rows: the mean, then the line.
  expect(numbers(screen, /rmse +[\d.]+ +[\d.]+ +~?\d+ +([\d.]+) +([\d.]+)/)).toEqual([table.mean[0], table.line[0]]);

  // The best score on the screen is that of the model that is kept, unless a snapshot's is better.
  expect(numbers(screen, /rmse +[\d.]+ +([\d.]+) /)[0]).toBeLessThanOrEqual(table.network[0]!);

  const best = numbers(screen, /│ val +[\d.]+ +([\d.]+) +(\d+) /);
  expect(best).toHaveLength(2);
  expect(numbers(shown, /best validation loss +([\d.]+) at epoch (\d+)/)).toEqual(best);
  expect(json.best).toBeCloseTo(best[0]!, 3);
  expect([json.bestEpoch, json.report.train.network.rmse]).toEqual([best[1], expect.any(Number)]);
  expect(shown).toMatch(/^learns +mpg from 7 columns, 398 rows$/m);
  expect(shown).toMatch(/^lr +[\d.e-]+$/m);
  expect(shown).toMatch(/^seed +\d+$/m);
  expect(screen).toContain(/^lr +(\S+)$/m.exec(shown)![1]);
});
