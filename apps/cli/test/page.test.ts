/** The web page of `serve` in a browser. */
import { existsSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { start, waitForOutput } from "./harness/program.ts";

/** Debian's, or that of `CHROMIUM`; an empty one switches these tests off. */
const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const hasBrowser = executablePath !== "" && existsSync(executablePath);
if (!hasBrowser) console.warn(`the tests of the web page are skipped: there is no browser at ${executablePath}`);

const TOKEN = "a-token-that-controls";
const VIEW_TOKEN = "a-token-that-watches";

describe.skipIf(!hasBrowser)("the page of epochal serve", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });
  afterAll(() => browser.close());

  /** Serves a slow run, and opens the page with a token. */
  async function open(
    token?: string,
  ): Promise<{ page: Page; problems: string[]; url: string; close: () => Promise<void> }> {
    const tokens = ["--token", TOKEN, "--view-token", VIEW_TOKEN];
    const server = start("serve", "--port", "0", "--epochs", "100000", "--speed", "50", ...tokens);
    const address = await waitForOutput(server.child.stderr, /ws:(\/\/\S+) /);
    const url = `http:${address}`;
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith(url)) problems.push(`a request to ${request.url()}`);
    });
    page.on("websocket", (socket) => {
      if (socket.url().includes("token")) problems.push(`a token in ${socket.url()}`);
    });
    await page.goto(token === undefined ? url : `${url}/#token=${token}`);
    return {
      page,
      problems,
      url,
      async close() {
        await page.close();
        server.child.kill("SIGTERM");
        await server.ended;
      },
    };
  }

  test("lists the runs; a run is shown live, and the viewer with the token controls it", async () => {
    const { page, problems, url, close } = await open(TOKEN);
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
    for (const name of ["loss", "fit", "metrics", "residuals", "network", "events"]) {
      await expect(page.getByRole("region", { name }).count()).resolves.toBe(1);
    }
    expect(problems).toEqual([]);
    await close();
  });

  test("the token that only watches shows no means to control, and a key says why it does nothing", async () => {
    const { page, problems, close } = await open(VIEW_TOKEN);
    await page.getByRole("link", { name: "notebook" }).click();
    await page.getByText("RUN", { exact: true }).waitFor();
    expect(await page.getByRole("button", { name: "pause" }).count()).toBe(0);
    await page.keyboard.press("Space");
    await page.getByText(/this viewer is read-only: this page only lets you watch/).waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  test("without a token it asks for one, and says if that is wrong", async () => {
    const { page, close } = await open();
    const enter = async (token: string) => {
      await page.getByLabel("token").fill(token);
      await page.getByRole("button", { name: "open" }).click();
    };
    await enter("a-wrong-token");
    await page.getByRole("alert").getByText("The server does not know this token.").waitFor();
    await enter(VIEW_TOKEN);
    await page.getByRole("link", { name: "notebook" }).waitFor();
    expect(await page.getByLabel("token").count()).toBe(0);
    await close();
  });
});
