/** A browser for the tests of the web page. Without one they are skipped. */
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { onTestFinished } from "vitest";

/** Set by the configuration of the tests, which says once if there is none. */
const executablePath = process.env["CHROMIUM"] ?? "";

export const hasBrowser: boolean = executablePath !== "";

/** @param args further arguments of Chromium. */
export function launchBrowser(...args: string[]): Promise<Browser> {
  return chromium.launch({ executablePath, args: ["--no-sandbox", ...args] });
}

export interface WatchedPage {
  readonly page: Page;
  /** Errors, requests to other servers, and tokens in addresses: there should be none. */
  readonly problems: string[];
}

/** A new page, which is closed after the test. @param server its address, the only one to which it may send requests. */
export async function openPage(
  browser: Browser,
  server: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  onTestFinished(() => context.close());
  // The time limit is only for tests that hang: machines may be slow, and busy with something else.
  context.setDefaultTimeout(240_000);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(server)) problems.push(`a request to ${request.url()}`);
  });
  page.on("websocket", (socket) => {
    if (socket.url().includes("token")) problems.push(`a token in ${socket.url()}`);
  });
  return { page, problems };
}
