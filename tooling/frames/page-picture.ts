/**
 * The picture of the page in the README: a run that has ended.
 *
 * `npm run frames:page`; needs Chromium at /usr/bin/chromium, or at `CHROMIUM`.
 */
import { fileURLToPath } from "node:url";
import { launch } from "../bench/web/measure-page.ts";
import { startServed } from "../bench/web/served.ts";

const FILE = fileURLToPath(new URL("../../apps/web/page.png", import.meta.url));

const served = await startServed("--epochs", "1000", "--speed", "0");
const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 1180, height: 900 }, colorScheme: "light" });
  await page.goto(`${served.url}/run/latest`);
  await page.getByText("DONE", { exact: true }).waitFor();
  await page.locator(".network circle").first().waitFor();
  await page.screenshot({ path: FILE });
} finally {
  await browser.close();
  await served.stop();
}
