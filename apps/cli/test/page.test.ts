/** The web page of `serve` in a browser. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasBrowser, launchBrowser, openPage, type WatchedPage } from "./harness/browser.ts";
import { start, waitForOutput } from "./harness/program.ts";

const TOKEN = "a-token-that-controls";
const VIEW_TOKEN = "a-token-that-watches";

describe.skipIf(!hasBrowser)("the page of epochal serve", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  /** Serves a slow run, and opens the page with a token. */
  async function open(token?: string): Promise<WatchedPage & { readonly url: string }> {
    const tokens = ["--token", TOKEN, "--view-token", VIEW_TOKEN];
    const server = start("serve", "--port", "0", "--epochs", "100000", "--speed", "50", ...tokens);
    const url = `http:${await waitForOutput(server.child.stderr, /ws:(\/\/\S+) /)}`;
    const opened = await openPage(browser, url);
    await opened.page.goto(token === undefined ? url : `${url}/#token=${token}`);
    return { ...opened, url };
  }

  test("lists the runs; a run is shown live, and the viewer with the token controls it", async () => {
    const { page, problems, url } = await open(TOKEN);
    await page.getByRole("link", { name: "notebook" }).click();
    await page.getByText("RUN", { exact: true }).waitFor();
    expect(page.url()).toMatch(new RegExp(`^${url}/run/run-\\w+$`));
    await page.getByRole("button", { name: "pause" }).click();
    await page.getByText("PAUSED", { exact: true }).waitFor();
    await page.keyboard.type(":lr 0.003");
    await page.keyboard.press("Enter");
    await page
      .getByText(/^lr 0.01 → 0.003 at epoch \d+$/)
      .first()
      .waitFor();
    for (const name of ["loss", "fit", "metrics", "residuals", "network", "settings", "events"]) {
      await expect(page.getByRole("region", { name }).count()).resolves.toBe(1);
    }
    expect(problems).toEqual([]);
  });

  test("the token that only watches shows no means to control, and a key says why it does nothing", async () => {
    const { page, problems } = await open(VIEW_TOKEN);
    await page.getByRole("link", { name: "notebook" }).click();
    await page.getByText("RUN", { exact: true }).waitFor();
    expect(await page.getByRole("button", { name: "pause" }).count()).toBe(0);
    await page.keyboard.press("Space");
    await page.getByText(/this viewer is read-only: this page only lets you watch/).waitFor();
    expect(problems).toEqual([]);
  });

  test("without a token it asks for one, and says if that is wrong", async () => {
    const { page } = await open();
    const enter = async (token: string) => {
      await page.getByLabel("token").fill(token);
      await page.getByRole("button", { name: "open" }).click();
    };
    await enter("a-wrong-token");
    await page.getByRole("alert").getByText("The server does not know this token.").waitFor();
    await enter(VIEW_TOKEN);
    await page.getByRole("link", { name: "notebook" }).waitFor();
    expect(await page.getByLabel("token").count()).toBe(0);
  });
});
