/**
 * The page of `epochal serve`: how large it is, how fast it shows a run, and what it costs to watch one. Exits with 0 only if all
 * claims hold. Needs Chromium at /usr/bin/chromium, or at `CHROMIUM`.
 *
 * `npm run bench:web`
 */
import { loadAverage } from "./machine/circumstances.ts";
import { describeConditions, markdownTable, median, showStatus, writeResult } from "./report.ts";
import { firstPictureMs, launch, liveShare, openMs, serverShare, zoomFramesPerSecond } from "./web/measure-page.ts";
import { pageEntries, pageSizeOf } from "./web/page-sizes.ts";
import { startServed } from "./web/served.ts";
import { trainingSpeeds } from "./web/training-speed.ts";

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly claim?: { readonly atMost: number } | { readonly atLeast: number };
}

const ROUNDS = 5;
const CLIENTS = 40;
const LONG_RUN = 1_000_000;

const loadBefore = loadAverage();
const figures: Figure[] = [
  { name: "JavaScript to watch a run, gzip", value: pageSizeOf(pageEntries.watch), unit: "KB", claim: { atMost: 60 } },
  { name: "JavaScript to train, gzip", value: pageSizeOf(pageEntries.train), unit: "KB", claim: { atMost: 110 } },
  { name: "JavaScript to list the runs, gzip", value: pageSizeOf(pageEntries.list), unit: "KB" },
];

const browser = await launch();
try {
  showStatus("a live run");
  const live = await startServed("--epochs", "1000000", "--speed", "200");
  const address = `${live.url}/run/latest`;
  await firstPictureMs(browser, address);
  const pictures: number[] = [];
  for (let round = 0; round < ROUNDS; round++) pictures.push(await firstPictureMs(browser, address));
  figures.push({ name: "first picture of a live run", value: median(pictures), unit: "ms", claim: { atMost: 1000 } });
  const costs = await liveShare(browser, address);
  showStatus("training in the page");
  const speeds: { readonly page: number; readonly alone: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) speeds.push(await trainingSpeeds(browser, live.url));
  await live.stop();
  figures.push(
    { name: "a page of a run at 200 epochs/s", value: 100 * costs.process, unit: "% of a core", claim: { atMost: 15 } },
    { name: "its main thread alone", value: 100 * costs.mainThread, unit: "% of a core" },
    {
      name: "training in the page, of the speed of its trainer alone",
      value: 100 * median(speeds.map(({ page, alone }) => page / alone)),
      unit: "%",
      claim: { atLeast: 90 },
    },
    { name: "its trainer alone, sine", value: median(speeds.map(({ alone }) => alone)), unit: "epochs/s" },
  );

  showStatus("a long run");
  const long = await startServed("--epochs", String(LONG_RUN), "--speed", "0");
  await untilFinished(long.url);
  const opened: number[] = [];
  for (let round = 0; round < ROUNDS; round++) opened.push(await openMs(browser, `${long.url}/run/latest`));
  const { frames, zooms } = await zoomFramesPerSecond(browser, `${long.url}/run/latest`);
  await long.stop();
  figures.push(
    { name: "a run of 1,000,000 epochs opens in", value: median(opened), unit: "ms", claim: { atMost: 2000 } },
    { name: "frames while zooming in it", value: frames, unit: "/s", claim: { atLeast: 50 } },
    { name: "changed pictures while zooming in it", value: zooms, unit: "/s" },
  );
} finally {
  await browser.close();
}

showStatus(`${CLIENTS} clients`);
const share = await serverShare(CLIENTS);
figures.push(
  {
    name: `a server with ${CLIENTS} watchers at 200 epochs/s`,
    value: share.with,
    unit: "cores",
    claim: { atMost: 0.3 },
  },
  { name: "the same server without watchers", value: share.without, unit: "cores" },
);
showStatus("");

const rows = figures.map((figure) => ({ ...figure, holds: holds(figure) }));
const text = [
  "# The page",
  "",
  `${describeConditions(loadBefore)}, after it: ${loadAverage().toFixed(1)}.`,
  `Medians of ${ROUNDS} rounds, in Chromium on the machine of the server; shares of a core over ten seconds, with all threads of the page's process. The ${CLIENTS} watchers are clients that ask for what a page asks for.`,
  "",
  ...markdownTable(
    ["figure", "value", "claim", ""],
    rows.map(({ name, value, unit, claim, holds: isMet }) => [
      name,
      `${value < 10 ? value.toPrecision(2) : value.toFixed(0)} ${unit}`,
      claim === undefined ? "" : "atMost" in claim ? `at most ${claim.atMost}` : `at least ${claim.atLeast}`,
      isMet === undefined ? "" : isMet ? "holds" : "missed",
    ]),
  ),
].join("\n");
console.log(text);
writeResult(import.meta.dirname, "web.md", text);
const missed = rows.filter((row) => row.holds === false).length;
console.log(`${missed} claims missed`);
process.exitCode = missed === 0 ? 0 : 1;

/** Undefined without a claim. */
function holds({ value, claim }: Figure): boolean | undefined {
  if (claim === undefined) return undefined;
  return "atMost" in claim ? value <= claim.atMost : value >= claim.atLeast;
}

async function untilFinished(url: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/v1/runs`);
    const [run] = (await response.json()) as { status: string }[];
    if (run?.status === "finished") return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
