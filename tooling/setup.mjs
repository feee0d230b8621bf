// Installs the packages of pnpm-lock.yaml, with the pnpm that package.json pins, unless they are already installed. Needs only
// Node ≥ 20 and npm. Prints to stderr, so that the output of `npm start` is only data.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path) => {
  try {
    return readFileSync(root + path, "utf8");
  } catch {
    return undefined;
  }
};

const lockfile = read("pnpm-lock.yaml");
if (lockfile === undefined || lockfile !== read("node_modules/.pnpm/lock.yaml")) {
  const { version } = JSON.parse(read("package.json")).devEngines.packageManager;
  console.error(`epochal: installing packages with pnpm ${version} (the first time this takes about a minute) …`);
  const { status, error } = spawnSync(
    "npx",
    ["--yes", `pnpm@${version}`, "install", lockfile === undefined ? "--no-frozen-lockfile" : "--frozen-lockfile"],
    { cwd: root, stdio: ["ignore", 2, 2], shell: process.platform === "win32" },
  );
  if (error) console.error(`setup: cannot start npx: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

const [major, minor] = process.versions.node.split(".").map(Number);
const bringsOwnNode = process.platform === "linux" && ["x64", "arm64"].includes(process.arch);
if (!bringsOwnNode && (major === 22 ? minor < 18 : major < 24)) {
  console.error(
    `setup: Node 22.18, or 24 or newer, is needed, this is ${process.versions.node}: install a newer Node and try again`,
  );
  process.exit(2);
}
