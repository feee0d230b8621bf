/** What a page of a served run costs, and how fast it is, in a real browser. */
import { chartOptions, connect } from "@epochal/client";
import { setTimeout as delay } from "node:timers/promises";
import { chromium, type Browser, type Page } from "playwright-core";
import { startServed } from "./served.ts";

const WINDOW = { viewport: { width: 1440, height: 900 } };

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
}

/** Opens a page in a window of its own. */
async function inPage<Result>(browser: Browser, use: (page: Page) => Promise<Result>): Promise<Result> {
  const context = await browser.newContext(WINDOW);
  try {
    return await use(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Milliseconds from the navigation to the first frame with a curve of the losses. */
export function firstPictureMs(browser: Browser, address: string): Promise<number> {
  return inPage(browser, async (page) => {
    await page.addInitScript(() => {
      const look = () => {
        if (document.querySelector(".loss .curve")) Object.assign(globalThis, { firstPicture: performance.now() });
        else requestAnimationFrame(look);
      };
      look();
    });
    await page.goto(address);
    await page.waitForFunction(() => "firstPicture" in globalThis);
    return page.evaluate(() => (globalThis as unknown as { firstPicture: number }).firstPicture);
  });
}

/** Milliseconds from the navigation until the page shows the end of a run. */
export function openMs(browser: Browser, address: string): Promise<number> {
  return inPage(browser, async (page) => {
    const start = performance.now();
    await page.goto(address);
    await page.getByText("DONE", { exact: true }).waitFor();
    await page.locator(".loss .curve").first().waitFor();
    return performance.now() - start;
  });
}

/** Frames per second while the wheel zooms in and out at every frame, from the trace of the browser. */
export function zoomFramesPerSecond(browser: Browser, address: string): Promise<{ frames: number; zooms: number }> {
  return inPage(browser, async (page) => {
    await page.goto(address);
    await page.getByText("DONE", { exact: true }).waitFor();
    await page.locator(".loss .surface").waitFor();
    return page.evaluate(async () => {
      const surface = document.querySelector(".loss .surface")!;
      const nextFrame = () => new Promise(requestAnimationFrame);
      const { left, width } = surface.getBoundingClientRect();
      const wheel = (deltaY: number) =>
        surface.dispatchEvent(
          new WheelEvent("wheel", { deltaY, clientX: left + width / 3, bubbles: true, cancelable: true }),
        );
      const path = () => document.querySelector(".loss .curve")!.getAttribute("d");
      await nextFrame();
      const start = performance.now();
      let [frames, zooms] = [0, 0];
      let before = path();
      while (performance.now() - start < 3000) {
        wheel(frames % 60 < 30 ? -40 : 40);
        await nextFrame();
        frames += 1;
        if (path() !== before) zooms += 1;
        before = path();
      }
      const seconds = (performance.now() - start) / 1000;
      return { frames: frames / seconds, zooms: zooms / seconds };
    });
  });
}

const LIVE_SECONDS = 10;

/** The share of a processor that a page of a live run takes: its whole process, and its main thread alone. */
export function liveShare(browser: Browser, address: string): Promise<{ process: number; mainThread: number }> {
  return inPage(browser, async (page) => {
    await page.goto(address);
    await page.getByText("RUN", { exact: true }).waitFor();
    await delay(2000);
    const own = await page.context().newCDPSession(page);
    const whole = await browser.newBrowserCDPSession();
    await own.send("Performance.enable", { timeDomain: "timeTicks" });
    const take = async () => {
      const { metrics } = await own.send("Performance.getMetrics");
      const { processInfo } = await whole.send("SystemInfo.getProcessInfo");
      const renderers = processInfo.filter(({ type }) => type === "renderer");
      return {
        process: renderers.reduce((sum, { cpuTime }) => sum + cpuTime, 0),
        mainThread: metrics.find(({ name }) => name === "TaskDuration")!.value,
      };
    };
    const [before, start] = [await take(), performance.now()];
    await delay(LIVE_SECONDS * 1000);
    const [after, seconds] = [await take(), (performance.now() - start) / 1000];
    return {
      process: (after.process - before.process) / seconds,
      mainThread: (after.mainThread - before.mainThread) / seconds,
    };
  });
}

/** The share of a processor that a server takes for clients that ask for what pages ask for, and without them. */
export async function serverShare(clients: number): Promise<{ with: number; without: number }> {
  const served = await startServed("--epochs", "1000000", "--speed", "200");
  const share = async () => {
    await delay(2000);
    const [before, start] = [served.processorSeconds(), performance.now()];
    await delay(LIVE_SECONDS * 1000);
    return (served.processorSeconds() - before) / ((performance.now() - start) / 1000);
  };
  try {
    const without = await share();
    const server = connect(served.url);
    const subscriptions = Array.from({ length: clients }, () =>
      server.run("latest", { ...chartOptions, successors: true }).chunksAndGaps$.subscribe(),
    );
    const withClients = await share();
    for (const subscription of subscriptions) subscription.unsubscribe();
    return { with: withClients, without };
  } finally {
    await served.stop();
  }
}
