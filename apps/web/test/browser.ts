/** Chromium for the tests of a file: one for all of them. */
import { existsSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";
import { openStaticSite, type StaticSite } from "./static-site.ts";

/** Debian's, or that of `CHROMIUM`; an empty one switches these tests off. */
const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** Whether there is a browser. Prints a line if there is none. */
export function hasBrowser(tests: string): boolean {
  const has = executablePath !== "" && existsSync(executablePath);
  if (!has) console.warn(`${tests} are skipped: there is no browser at ${executablePath}`);
  return has;
}

export interface OpenSite {
  readonly browser: Browser;
  /** Opens the site with a fragment in a page of its own. @param query such as `?view=embed`. */
  readonly open: (fragment: string, query?: string) => Promise<Page>;
  /** The reports of the pages: errors, and requests to other sites. */
  readonly problems: readonly string[];
  readonly close: () => Promise<void>;
}

export async function openSite(): Promise<OpenSite> {
  const [browser, site]: [Browser, StaticSite] = await Promise.all([
    chromium.launch({ executablePath, args: ["--no-sandbox"] }),
    openStaticSite(),
  ]);
  const problems: string[] = [];
  return {
    browser,
    problems,
    async open(fragment, query = "") {
      const page = await browser.newPage();
      // Conditions are awaited up to the limit of the test.
      page.setDefaultTimeout(0);
      page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
      page.on("pageerror", (error) => problems.push(error.message));
      page.on("request", (request) => {
        if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(site.url))
          problems.push(`a request to ${request.url()}`);
      });
      await page.goto(`${site.url}${query}#${fragment}`);
      return page;
    },
    async close() {
      await browser.close();
      await site.close();
    },
  };
}
