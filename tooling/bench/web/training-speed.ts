/** How fast the page trains, beside the same trainer in a worker of the same browser that no page watches. */
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { bundle } from "../../bundle.ts";

const DATA = "sine";
const SECONDS = 4;
/** The page limits the number of epochs; a run that ends would be slow for another reason. */
const EPOCHS = 1_000_000;

const folder = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** The script of a worker that reports its epochs per second. */
async function workerAlone(): Promise<string> {
  const { code } = await bundle(
    `
    import { createTrainer } from "${folder("packages/core/src/index.ts")}";
    import { simdEngine } from "${folder("packages/simd/src/index.ts")}";
    import { defaultChoices } from "${folder("apps/web/src/train/data-sets.ts")}";
    import { trainingOf } from "${folder("apps/web/src/train/training.ts")}";
    const { spec, data } = trainingOf({ ...defaultChoices("${DATA}"), epochs: ${EPOCHS} });
    const trainer = createTrainer(spec, data, { engine: simdEngine });
    trainer.advance(1000);
    const start = performance.now();
    let epochs = 0;
    while (performance.now() - start < ${1000 * SECONDS}) {
      trainer.advance(100);
      epochs += 100;
    }
    postMessage((1000 * epochs) / (performance.now() - start));
    `,
    "iife",
  );
  return code;
}

/** Epochs per second of both, one after the other. @param server its address; it serves the page. */
export async function trainingSpeeds(browser: Browser, server: string): Promise<{ page: number; alone: number }> {
  const code = await workerAlone();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await speedInPage(await context.newPage(), server);
    const blank = await context.newPage();
    const alone = await blank.evaluate(
      (script) =>
        new Promise<number>((resolve) => {
          const worker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
          worker.onmessage = ({ data }) => resolve(Number(data));
        }),
      code,
    );
    return { page, alone };
  } finally {
    await context.close();
  }
}

async function speedInPage(page: Page, server: string): Promise<number> {
  await page.goto(`${server}/train#data=${DATA}&epochs=${EPOCHS}`);
  await page.getByText("RUN", { exact: true }).waitFor();
  await page.keyboard.type(":speed 0\n");
  await page.getByText("speed unlimited at epoch").first().waitFor();
  const speed = await page.evaluate(async (seconds) => {
    const epoch = () => Number(/\d+/.exec(document.querySelector(".timeline label")!.textContent!)![0]);
    const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    await wait(1000);
    const [from, start] = [epoch(), performance.now()];
    await wait(1000 * seconds);
    return (1000 * (epoch() - from)) / (performance.now() - start);
  }, SECONDS);
  // Its worker ends with it.
  await page.close();
  return speed;
}
