import { spawn, spawnSync } from "node:child_process";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

const program = `
  import { suspendProcess } from "${new URL("suspend-process.ts", import.meta.url).href}";
  console.log("before");
  await suspendProcess();
  console.log("after");
`;

test("a process under a shell stops until the shell continues it", () => {
  // In a shell that controls jobs, `wait` ends when the job stops too: 148 is 128 + SIGTSTP.
  const script = `set -m; "$0" --input-type=module -e "$1" & wait $!; echo "stopped: $?"; fg %1 >&2; echo "ended: $?"`;
  const { stdout } = spawnSync("bash", ["-c", script, process.execPath, program], { encoding: "utf8" });
  expect(stdout.split("\n")).toEqual(["before", "stopped: 148", "after", "ended: 0", ""]);
});

test("a process that nothing could continue does not stop", async () => {
  // The leader of a session has no shell above it.
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { detached: true });
  const said = await text(child.stdout);
  expect(said.split("\n")).toEqual(["before", "after", ""]);
});
