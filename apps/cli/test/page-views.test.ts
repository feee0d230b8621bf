/** Every view of the web page: for people who see little, who use no pointer, and as it looked before. */
import { reportAsHtml, runSubject } from "@epochal/report";
import { classRun, lineRun, tableRun } from "@epochal/view/story";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasBrowser, launchBrowser, openPage } from "./harness/browser.ts";
import { differenceOf, lookOf, readLooks, writeLooks, type Looks } from "./harness/looks.ts";
import { startForAll, waitForOutput, type Started } from "./harness/program.ts";

/** Another font differs by less, another picture by more. */
const MAX_DIFFERENCE = 0.5;

const TOKEN = "a-token-that-controls";

/** What `axe.run` returns, as far as it is read. */
interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** The rules that depend on colours and on the width of the window. All others are the same in each look. */
const RULES_OF_LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"];

/** The violations on a page, such as `color-contrast: <a href="/">`: of all rules, or only of these. */
async function violationsOn(page: Page, runOnly?: readonly string[]): Promise<string[]> {
  const { violations } = await page.evaluate<AxeResults, { runOnly?: readonly string[] }>(
    (options) => (globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run(options),
    runOnly ? { runOnly } : {},
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

const LOOKS = [
  { width: 1440, colorScheme: "light" },
  { width: 360, colorScheme: "dark" },
] as const;

/** Elements that break a rule of axe, and elements that are wider than the window. */
async function problemsOf(
  name: string,
  page: Page,
  looks: readonly (typeof LOOKS)[number][] = LOOKS,
): Promise<string[]> {
  const found: string[] = [];
  await page.evaluate(axe.source);
  for (const [i, { width, colorScheme }] of looks.entries()) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    const violations = await violationsOn(page, i === 0 ? undefined : RULES_OF_LOOKS);
    found.push(...violations.map((violation) => `${name}, ${width} px, ${colorScheme}: ${violation}`));
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (overflow > 0) found.push(`${name}: ${overflow} px wider than the window of ${width} px`);
  }
  return found;
}

describe.skipIf(!hasBrowser)("the views of the page", () => {
  let browser: Browser;
  let server: Started;
  let url: string;
  beforeAll(async () => {
    server = startForAll("serve", "--port", "0", "--epochs", "300", "--speed", "0", "--token", TOKEN);
    [browser, url] = await Promise.all([
      launchBrowser(),
      waitForOutput(server.child.stderr, /ws:(\/\/\S+) /).then((address) => `http:${address}`),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    server.child.kill("SIGTERM");
    await server.ended;
  });

  /** Opens the list of runs: one run of 300 epochs, which has ended. */
  async function open() {
    const { page, problems } = await openPage(browser, url);
    await page.goto(`${url}/#token=${TOKEN}`);
    await page.getByText("finished", { exact: true }).waitFor();
    const run = (await page.getByRole("link", { name: "notebook" }).getAttribute("href"))!;
    /** Opens a view of the run, and waits until it shows the end. */
    async function show(query: string, ...keys: readonly string[]): Promise<void> {
      await page.goto(`${run}${query}`);
      await page.getByText("DONE", { exact: true }).waitFor();
      await page.locator(".chart svg").first().waitFor();
      for (const key of keys) await page.keyboard.press(key);
    }
    return { page, problems, show };
  }

  test("no view breaks a rule of axe, wide and narrow, light and dark; tables stand beside charts", async () => {
    const { page, problems, show } = await open();
    const views: Readonly<Record<string, () => Promise<unknown>>> = {
      list: () => page.goto(url),
      run: () => show(""),
      help: () => show("", "?"),
      prompt: () => show("", ":"),
      past: () => show("", "Home"),
      projector: () => show("?view=projector"),
      embed: () => show("?view=embed&panel=network"),
      token: async () => {
        await page.evaluate(() => sessionStorage.clear());
        await page.goto(url);
      },
    };
    const found: string[] = [];
    /** They consist of the same elements as the run, so each is looked at once. */
    const alike = ["help", "prompt", "past", "embed"];
    for (const [name, openView] of Object.entries(views)) {
      await openView();
      await page.getByRole("main").waitFor();
      // Also what is folded, once.
      if (name === "run") {
        await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
        await page.locator("details table").nth(2).waitFor();
      }
      const look = LOOKS[alike.indexOf(name) % LOOKS.length];
      found.push(...(await problemsOf(name, page, look && [look])));
    }
    expect(found).toEqual([]);
    // The token was removed.
    expect(problems.filter((problem) => !problem.includes("401"))).toEqual([]);
  });

  test("no training, lesson or report breaks a rule of axe", async () => {
    const { page, problems } = await openPage(browser, url);
    const found: string[] = [];
    const link = "data=moons&epochs=20&epoch=20";
    for (const [query, panels] of [
      ["", 7],
      ["?view=projector", 3],
      ["?view=embed&panel=fit", 1],
    ] as const) {
      await page.goto(`${url}/train${query}#${link}`);
      await page.getByText("DONE", { exact: true }).waitFor();
      await page.locator(".chart svg").first().waitFor();
      expect(await page.locator(".panels > section").count()).toBe(panels);
      found.push(...(await problemsOf(`train${query}`, page)));
    }
    await page.goto(`${url}/train#lesson=`);
    await page.getByRole("heading", { name: "lessons" }).waitFor();
    found.push(...(await problemsOf("lessons", page)));
    const lessons = await page
      .locator("main ol a")
      .evaluateAll((links) => links.map((lesson) => lesson.getAttribute("href")!));
    expect(lessons).toHaveLength(5);
    for (const [i, lesson] of lessons.entries()) {
      await page.goto(`${url}/train${lesson}`);
      await page.locator("figure.exercise").getByRole("button", { name: "train" }).waitFor();
      // All are built alike, so each is looked at once.
      found.push(...(await problemsOf(lesson, page, [LOOKS[i % LOOKS.length]!])));
    }
    expect(problems).toEqual([]);
    await page.goto("about:blank");
    for (const [name, story] of Object.entries({ line: lineRun(), table: tableRun(), classes: classRun() })) {
      await page.setContent(reportAsHtml(runSubject(story.train().state)));
      found.push(...(await problemsOf(`report of ${name}`, page)));
    }
    expect(found).toEqual([]);
  });

  test("Tab reaches everything that can be used, Enter and keys use it, and the end is announced", async () => {
    const { page, show } = await open();
    await show("");
    await page
      .getByRole("log", { name: "announcements" })
      .getByText(/finished/i)
      .waitFor({ state: "attached" });
    const usable = "a, button, input, summary, circle.unit";
    const count = await page.locator(usable).count();
    const reached = new Set<number>();
    for (let i = 0; i < count + 5; i++) {
      await page.keyboard.press("Tab");
      const all = (selector: string) => [...document.querySelectorAll(selector)].indexOf(document.activeElement!);
      reached.add(await page.evaluate(all, usable));
    }
    reached.delete(-1);
    expect([...reached].toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
    const details = page.locator(".unit-details p").first();
    await page.locator("circle.unit").last().focus();
    await expect
      .poll(() => details.textContent())
      .toMatch(/^output: z = \S+(?: [+-] [-\d.e]+·[-\d.e]+){4} \+ 6 more = [-\d.e]+, a = z = [-\d.e]+$/);
    await page.locator(".network summary").click();
    const names = page.locator(".network tbody th");
    await expect.poll(async () => (await names.allTextContents()).slice(-3)).toEqual(["bias b", "sum z", "output a"]);
    // In SVG only the attribute in small letters makes a unit reachable in all browsers.
    expect(
      await page
        .locator("circle.unit")
        .first()
        .evaluate((unit) => unit.tabIndex),
    ).toBe(0);
    await page.keyboard.type(":probe 0.5\n");
    await page
      .locator(".fit")
      .getByText(/^x = 0\.5 → 3\.\d+ ±0\.\d+$/)
      .waitFor();
    await page.locator("circle.unit").nth(1).focus();
    await expect.poll(() => details.textContent()).toMatch(/^unit 1 of layer 1 \(relu/);
    await page.keyboard.type("z");
    await page.getByText(/^epoch 300 {2}training/).waitFor();
    await expect.poll(() => page.locator(".loss .axis text").allTextContents()).toContain("280");
    await page.keyboard.press("Home");
    await page.getByText("epoch 0, best so far 299: Esc returns to now").waitFor();
    await page.keyboard.type(".");
    await page.getByText(/^epoch 1 {2}training 41\.55$/).waitFor();
  });

  test("the pointer zooms, reads exact values and looks back", async () => {
    const { page, show } = await open();
    await show("");
    const box = (await page.locator(".loss .surface").boundingBox())!;
    const at = (share: number) => [box.x + share * box.width, box.y + box.height / 2] as const;
    await page.mouse.move(...at(0.5));
    await expect.poll(() => page.locator(".readout").textContent()).toMatch(/^epoch 150 {2}training 0\.0\d{5,}$/);
    await page.mouse.down();
    await page.mouse.move(...at(0.75));
    await page.mouse.up();
    await expect
      .poll(() => page.locator(".loss .axis text").allTextContents())
      .toEqual(expect.arrayContaining(["160", "220"]));
    await page.mouse.wheel(0, 5000);
    await expect
      .poll(() => page.locator(".loss .axis text").allTextContents())
      .toEqual(expect.arrayContaining(["0", "300"]));
    await page.mouse.click(...at(1 / 3));
    await page.getByText(/^epoch 100, best so far 299: Esc returns to now$/).waitFor();
    // The fit, the metrics and the network follow.
    await expect.poll(() => page.locator(".metrics thead th").first().textContent()).toBe("shown");
  });

  test("the views look as they did", async () => {
    const { page, show } = await open();
    const looks: Looks = {};
    const take = async (name: string, width: number, height: number, openView: () => Promise<unknown>) => {
      await page.setViewportSize({ width, height });
      await openView();
      looks[name] = await lookOf(page);
    };
    await take("list", 1440, 900, () => page.goto(url).then(() => page.getByRole("table").waitFor()));
    await take("run", 1440, 900, () => show(""));
    await take("phone", 360, 740, () => show(""));
    await take("projector", 1920, 1080, () => show("?view=projector"));
    await take("embed", 480, 360, () => show("?view=embed&panel=fit"));
    await page.emulateMedia({ colorScheme: "dark" });
    await take("dark", 1440, 900, () => show(""));
    if (process.env["UPDATE_LOOKS"] !== undefined) writeLooks(looks);
    const before = readLooks();
    expect(Object.keys(before)).toEqual(Object.keys(looks));
    // To accept a change, look at the page, then run this file with UPDATE_LOOKS=1.
    const changed = Object.entries(looks).flatMap(([name, look]) => {
      const { mean, most } = differenceOf(before[name]!, look);
      return mean < MAX_DIFFERENCE
        ? []
        : [`${name}: ${mean.toFixed(2)} steps of brightness in the mean, ${most} at most`];
    });
    expect(changed).toEqual([]);
  });
});
