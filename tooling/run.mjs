// Runs a script with the pinned Node: `node tooling/run.mjs [--build] FILE …`. Installs the packages first if that is needed, and
// with --build builds the command. It leaves the signals of a terminal to the script, passes SIGTERM on, and ends as the script ends.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import "./setup.mjs";

const pinned = fileURLToPath(new URL("../node_modules/.bin/node", import.meta.url));
// Elsewhere than on Linux, the packages bring no Node.
const node = existsSync(pinned) ? pinned : process.execPath;

const words = process.argv.slice(2);
const build = words[0] === "--build" ? fileURLToPath(new URL("build.mjs", import.meta.url)) : undefined;
const [exitCode] = build ? await run([build]) : [0];
if (exitCode !== 0) process.exit(exitCode);
const [code, signal] = await run(build ? words.slice(1) : words);
if (signal) process.kill(process.pid, signal);
process.exitCode = code ?? 1;

/** Resolves to the exit code, or the signal that ended it. */
function run(args) {
  const child = spawn(node, args, { stdio: "inherit" });
  const handlers = [["SIGTERM", () => child.kill("SIGTERM")]];
  // A terminal sends these to the script as well.
  for (const name of ["SIGINT", "SIGQUIT", "SIGHUP"]) handlers.push([name, () => {}]);
  for (const [name, handler] of handlers) process.on(name, handler);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      for (const [name, handler] of handlers) process.off(name, handler);
      resolve([code, signal]);
    });
  });
}
