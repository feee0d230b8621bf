// Builds the command where its sources have changed, without a word unless it takes long or fails: what turbo says would
// stand before the output of every `npm start`.
import { spawn } from "node:child_process";

const patience = setTimeout(() => console.error("epochal: building …"), 1500);
const turbo = spawn("turbo", ["run", "build", "--filter=epochal", "--output-logs=errors-only"], {
  stdio: ["ignore", "pipe", "pipe"],
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
  shell: process.platform === "win32",
});
let said = "";
for (const stream of [turbo.stdout, turbo.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
turbo.on("error", (error) => (said += `${error.message}\n`));
turbo.on("close", (code) => {
  clearTimeout(patience);
  if (code === 0) return;
  console.error(`${said}build: expected turbo to build the command, got exit code ${code}`);
  process.exitCode = 1;
});
