/** The web page of a running server: through a crash, steered by several, and closed to those who may not steer. */
import { connect } from "@epochal/client";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { hasBrowser, launchBrowser, openPage } from "./harness/browser.ts";
import { start, temporaryFolder, waitForOutput } from "./harness/program.ts";
import { openTerminal } from "./harness/terminal.ts";

const TOKEN = "a-token-that-controls";
const VIEW_TOKEN = "a-token-that-watches";

/** The host of a page that is none of this machine's, for the browser. */
const OTHER_HOST = "other.example";

describe.skipIf(!hasBrowser)("the page of a running server", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser(`--host-resolver-rules=MAP ${OTHER_HOST} 127.0.0.1`);
  });
  afterAll(() => browser.close());

  async function serve(...options: readonly string[]) {
    const server = start("serve", "--port", "0", ...options);
    const address = await waitForOutput(server.child.stderr, /ws:(\/\/\S+) /);
    return { ...server, url: `http:${address}`, socketUrl: `ws:${address}` };
  }

  test("watched from a late start through the death of the server to the end, it shows every epoch once", async () => {
    const store = join(temporaryFolder(), "runs.db");
    const serving = ["--store", store, "--token", TOKEN, "--epochs", "900", "--speed", "30"];
    const { child, url, socketUrl } = await serve(...serving);
    const runs = async () => {
      const response = await fetch(`${url}/v1/runs`, { headers: { authorization: `Bearer ${TOKEN}` } }).catch(
        () => undefined,
      );
      return response?.ok
        ? ((await response.json()) as { id: string; epoch: number; resumes?: string; viewers: number }[])
        : [];
    };
    await expect.poll(async () => (await runs())[0]?.epoch).toBeGreaterThan(20);
    const first = (await runs())[0]!.id;
    await connect(socketUrl, { token: TOKEN }).run(first).command({ type: "pause" });
    const { page, problems } = await openPage(browser, url, { viewport: { width: 1440, height: 900 } });
    await page.goto(`${url}/run/${first}#token=${TOKEN}`);
    await page.getByText("PAUSED", { exact: true }).waitFor();
    await page.locator(".settings").getByText(first).waitFor();
    const [process1] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim().split(" ");
    process.kill(Number(process1), "SIGKILL");
    await expect.poll(async () => (await runs())[0]?.resumes).toBe(first);
    // The page follows the run that resumes the first one, which is paused too.
    await expect.poll(async () => (await runs())[0]?.viewers).toBe(1);
    await page.getByText("live", { exact: true }).waitFor();
    await page.keyboard.type(":speed 0");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "resume" }).click();
    await page.getByText("DONE", { exact: true }).waitFor();
    await page.getByText(/^epoch 900 {2}training/).waitFor();
    // The curve has a place across for each epoch, from left to right.
    const path = (await page.locator(".loss .curve.train").getAttribute("d"))!;
    const across = [...path.matchAll(/[ML]([\d.]+) /g)].map(([, x]) => Number(x));
    expect(across).toHaveLength(900);
    expect(across).toEqual([...new Set(across)].toSorted((a, b) => a - b));
    // The browser itself reports the lost connection.
    const reported = /ERR_CONNECTION_REFUSED|WebSocket connection|Failed to load/;
    expect(problems.filter((problem) => !reported.test(problem))).toEqual([]);
  });

  test("steered from a page and a terminal at once, all see one order, and who did what", async () => {
    const { url, socketUrl } = await serve("--token", TOKEN, "--epochs", "100000", "--speed", "20");
    const terminal = openTerminal(["watch", socketUrl, "--token", TOKEN, "--name", "Bob"], { columns: 120, rows: 40 });
    await terminal.until((screen) => screen.includes("RUN"));
    const { page, problems } = await openPage(browser, url);
    await page.goto(`${url}/#token=${TOKEN}`);
    await page.getByRole("link", { name: "notebook" }).click();
    await page.getByText("2 viewers").waitFor();
    await page.getByLabel("your name").fill("Ada");
    await page.getByLabel("your name").blur();
    for (let i = 0; i < 3; i++) {
      terminal.press(":checkpoint terminal " + i + "\r");
      await page.keyboard.type(`:checkpoint page ${i}`);
      await page.keyboard.press("Enter");
    }
    const entries = page.locator(".activity .applied");
    await expect.poll(() => entries.count()).toBe(6);
    const shown = (await entries.allTextContents()).toReversed().map((text) => text.replace(/^\S+ /, ""));
    for (const text of shown)
      expect(text).toMatch(/^checkpoint “(page \d” at epoch \d+, by Ada|terminal \d” at epoch \d+, by Bob)$/);
    const response = await fetch(`${url}/v1/runs/latest/events`, { headers: { authorization: `Bearer ${TOKEN}` } });
    const lines = (await response.text()).trim().split("\n");
    const stored = lines.flatMap((line) => {
      const { chunk } = JSON.parse(line) as { chunk?: { type: string; by?: string; command?: { name: string } } };
      return chunk?.type === "commanded" ? [`checkpoint “${chunk.command!.name}” by ${chunk.by}`] : [];
    });
    expect(shown.map((text) => text.replace(/ at epoch \d+,/, ""))).toEqual(stored);
    const last = shown.at(-1)!;
    await terminal.until((screen) => screen.includes(last.slice(0, last.indexOf("”"))));
    expect(problems).toEqual([]);
  });

  test("the token that only watches steers neither by a socket of its own nor by a key", async () => {
    const tokens = ["--token", TOKEN, "--view-token", VIEW_TOKEN];
    const { url } = await serve("--epochs", "100000", "--speed", "20", ...tokens);
    const { page, problems } = await openPage(browser, url);
    await page.goto(`${url}/#token=${VIEW_TOKEN}`);
    await page.getByRole("link", { name: "notebook" }).click();
    await page.getByText("RUN", { exact: true }).waitFor();
    await page.keyboard.type(":pause");
    await page.keyboard.press("Enter");
    await page.getByText(/^pause: this viewer is read-only/).waitFor();
    expect(await page.getByLabel("your name").count()).toBe(0);
    const reply = await page.evaluate(
      ([token]) =>
        new Promise<unknown>((resolve) => {
          const protocols = ["epochal.v1.json", `epochal.token.${btoa(token).replace(/=+$/, "")}`];
          const socket = new WebSocket(`ws://${location.host}/v1`, protocols);
          socket.addEventListener("message", ({ data }) => {
            const message = JSON.parse(String(data)) as { type: string };
            if (message.type === "hello") {
              const command = { type: "command", id: "1", run: "latest", key: "k", command: { type: "pause" } };
              socket.send(JSON.stringify(command));
            } else if (message.type === "refused") resolve(message);
          });
        }),
      [VIEW_TOKEN] as const,
    );
    expect(reply).toMatchObject({ type: "refused", id: "1", code: "noSteering" });
    expect(problems).toEqual([]);
  });

  test("pages from a file and from another host get the answers of PROTOCOL.md", async () => {
    const { url } = await serve("--epochs", "100000", "--speed", "20", "--token", TOKEN);
    const open = await serve("--epochs", "100000", "--speed", "20");
    const html = "<!doctype html><title>another page</title>";
    const file = join(temporaryFolder(), "page.html");
    writeFileSync(file, html);
    const other = createServer((_, response) => response.setHeader("content-type", "text/html").end(html));
    await once(other.listen(0, "127.0.0.1"), "listening");
    onTestFinished(() => void other.close());
    const otherUrl = `http://${OTHER_HOST}:${(other.address() as AddressInfo).port}/`;
    for (const from of [pathToFileURL(file).href, otherUrl]) {
      const { page } = await openPage(browser, from);
      await page.goto(from);
      const replies = await page.evaluate(
        async ([server, token, openServer]) => {
          const statusOf = (address: string, headers: Record<string, string> = {}) =>
            fetch(address, { headers }).then(
              ({ status }) => status,
              () => "blocked",
            );
          const opens = (address: string, protocols: string[]) =>
            new Promise<boolean>((resolve) => {
              const socket = new WebSocket(address, protocols);
              socket.addEventListener("message", () => resolve(true));
              socket.addEventListener("error", () => resolve(false));
            });
          const socketUrl = (address: string) => `${address.replace("http", "ws")}/v1`;
          return {
            header: await statusOf(`${server}/v1/runs`, { authorization: `Bearer ${token}` }),
            address: await statusOf(`${server}/v1/runs?token=${token}`),
            nothing: await statusOf(`${server}/v1/runs`),
            withoutToken: await statusOf(`${openServer}/v1/runs`),
            socketWithoutToken: await opens(socketUrl(openServer), ["epochal.v1.json"]),
            socketWithToken: await opens(socketUrl(server), ["epochal.v1.json", `epochal.token.${btoa(token)}`]),
          };
        },
        [url, TOKEN, open.url] as const,
      );
      expect({ from, ...replies }).toEqual({
        from,
        header: "blocked",
        address: 200,
        nothing: "blocked",
        withoutToken: "blocked",
        socketWithoutToken: false,
        socketWithToken: true,
      });
    }
  });
});
