/** The READMEs of the root, the command, stream and client: code runs, and texts, figures and links are true. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { epochal, start, waitForOutput } from "./harness/program.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, "utf8");
const readme = read("README.md");
const guide = read("apps/cli/README.md");
const pages = ["README.md", "apps/cli/README.md", "packages/stream/README.md", "packages/client/README.md"];

/** All code blocks in a language. */
function blocks(page: string, language: string): string[] {
  return [...page.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g"))].map(([, text]) => text!);
}

/** The arguments after `npm start --` in a page's command lines, without comments. */
function commandsIn(page: string): string[] {
  const lines = blocks(page, "sh").flatMap((block) => [...block.matchAll(/npm start -- ([^#\n]*)/g)]);
  return lines.map(([, args]) => args!.trim());
}

test.each(pages.flatMap((page) => blocks(read(page), "ts").map((code) => [page, code] as const)))(
  "the code in %s runs: %s",
  (_, code) => {
    // In the examples' folder Node finds the packages.
    const options = { cwd: `${root}apps/examples`, input: code, encoding: "utf8" } as const;
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module-typescript", "-"], options);
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    expect(stdout.trimEnd().split("\n").length).toBeGreaterThan(5);
  },
);

test("the code on the site's first page runs", () => {
  const found = blocks(read("apps/docs/pages/start.md"), "ts");
  expect(found).toHaveLength(1);
  const options = { cwd: `${root}apps/examples`, input: found[0], encoding: "utf8" } as const;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module-typescript", "-"], options);
  expect({ stderr, prediction: Number(stdout) }).toEqual({ stderr: "", prediction: expect.closeTo(23, 0) });
});

test("the README's `serve` and `watch` work together", async () => {
  const find = (name: string) => commandsIn(readme).find((command) => command.startsWith(name))!;
  // On a free port and at full speed.
  const server = start(...find("serve").replace("8080", "0").split(" "), "--speed", "0");
  const url = await waitForOutput(server.child.stderr, /(ws:\/\/\S+) /);
  const { stdout } = await epochal(...find("watch").replace("ws://localhost:8080", url).split(" "));
  expect(stdout).toMatch(/finished: 1000 epochs\n$/);
  server.child.kill("SIGTERM");
  await server.ended;
});

test("the options in the guide's commands exist", async () => {
  const helps = new Map<string, Promise<string>>();
  const helpOf = (command: string) => {
    if (!helps.has(command)) {
      helps.set(
        command,
        epochal(...command.split(" ").filter(Boolean), "--help").then(({ stdout }) => stdout),
      );
    }
    return helps.get(command)!;
  };
  expect(commandsIn(guide).length).toBeGreaterThan(15);
  for (const command of commandsIn(guide)) {
    const [name = ""] = /^(runs )?[a-z]+|^/.exec(command)!;
    const help = await helpOf(name);
    expect(help).toContain(`Usage: epochal ${name}`.trimEnd());
    const options = [...command.matchAll(/--[a-z-]+/g)].map(([option]) => option);
    expect({ command, unknown: options.filter((option) => !help.includes(`${option} `)) }).toEqual({
      command,
      unknown: [],
    });
  }
});

test("the guide's lines of the notebook are what the command prints", async () => {
  expect(blocks(guide, "text")[0]).toBe((await epochal()).stdout);
});

test("the README's picture is a golden frame of the dashboard", () => {
  const frame = read("apps/dashboard/test/frames/line-80x24.txt");
  expect(blocks(readme, "text")[0]!.trimEnd()).toBe(frame.trimEnd());
});

test("the README's speeds are those of the newest benchmark", () => {
  const workloads = read("tooling/bench/results/peers.md").split("\n## ").slice(1);
  const [, , ...rows] = /\| on one AMD EPYC core [\s\S]*?\n\n/.exec(readme)![0].trimEnd().split("\n");
  const speeds = rows.map((row) =>
    row
      .split("|")
      .slice(2, -1)
      .map((cell) => cell.trim()),
  );
  const names = ["epochal float64", "epochal float32", "NumPy float32, in place", "PyTorch"];
  const measured = workloads
    .slice(0, 3)
    .map((workload) => names.map((name) => workload.split(`\n| ${name} | `)[1]?.split(" ")[0]));
  expect(speeds).toEqual(measured);
});

test.each(pages)("the links in %s lead to files and headings that exist", (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#:]*)(?:#([^)]+))?\)/g)];
  expect(links.length).toBeGreaterThan(0);
  const anchors = (text: string) =>
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      heading!
        .toLowerCase()
        .replaceAll(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    );
  const missing = links.filter(([, path, anchor]) => {
    const file = path === "" ? page : join(dirname(page), path!);
    if (!existsSync(`${root}${file}`)) return true;
    return anchor !== undefined && !anchors(read(file)).includes(anchor);
  });
  expect(missing.map(([link]) => link)).toEqual([]);
});

test("the folders and files that the README names exist", () => {
  const named = [...readme.matchAll(/`((?:packages|apps|tooling)\/[\w./-]+)`/g)].map(([, path]) => path!);
  expect(named.length).toBeGreaterThan(5);
  const missing = named.filter((path) => !path.endsWith("/mine.ts") && !existsSync(`${root}${path}`));
  expect(missing).toEqual([]);
  const [tree = ""] = blocks(readme, "text").slice(1);
  const folders = ["packages", "apps"].flatMap((parent) => readdirSync(root + parent));
  expect([...tree.matchAll(/(?:^ {2}|; )([\w-]+)\//gm)].map(([, folder]) => folder).toSorted()).toEqual(
    folders.toSorted(),
  );
});
