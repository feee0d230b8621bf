// Builds the command if its sources have changed. Prints nothing unless it takes long or fails: turbo's output would come before
// the output of every `npm start`.
import { spawn } from "node:child_process";

const notice = setTimeout(() => console.error("epochal: building …"), 1500);
const turbo = spawn("turbo", ["run", "build", "--filter=epochal", "--output-logs=errors-only"], {
  stdio: ["ignore", "pipe", "pipe"],
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
  shell: process.platform === "win32",
});
let output = "";
for (const stream of [turbo.stdout, turbo.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
turbo.on("error", (error) => (output += `${error.message}\n`));
turbo.on("close", (code) => {
  clearTimeout(notice);
  if (code === 0) return;
  console.error(`${output}build: turbo could not build the command (exit code ${code})`);
  process.exitCode = 1;
});
