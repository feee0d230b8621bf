import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "@epochal/client";
import { expect, test } from "vitest";
import { ENDLESS, epochal, start, temporaryFolder, waitForOutput } from "./harness/program.ts";
import { openTerminal } from "./harness/terminal.ts";

const token = "secret";

test("a viewer with the token controls the server's run with keys; the run continues when it leaves", async () => {
  const server = start("serve", "--port", "0", ...ENDLESS, "--token", token);
  const url = await waitForOutput(server.child.stderr, /(ws:\/\/\S+) /);
  const session = openTerminal(["watch", url], { env: { EPOCHAL_TOKEN: token } });
  await session.until((screen) => screen.includes("RUN"));
  session.press(" ");
  await session.until((screen) => screen.includes("PAUSED"));
  session.press("]");
  await session.until((screen) => screen.includes("lr 0.01 → 0.02"));
  // Leaving ends no run, so there is no exit prompt.
  session.press("q");
  expect(await session.ended).toMatchObject({ exitCode: 0 });

  // For others the run is still paused, with its new learning rate.
  const remote = connect(url, { token }).run("latest");
  const commands: string[] = [];
  for await (const event of remote) {
    if (event.type !== "commanded") continue;
    commands.push(`${event.command.type} ${event.outcome}`);
    if (event.command.type === "set") await remote.command({ type: "stop" });
  }
  expect(commands).toEqual(["pause applied", "set applied", "stop applied"]);
  server.child.kill("SIGTERM");
  expect((await server.ended).exitCode).toBe(0);
});

test("a viewer with the view token sees why it cannot control the run", async () => {
  const server = start("serve", "--port", "0", ...ENDLESS, "--token", token, "--view-token", "look");
  const url = await waitForOutput(server.child.stderr, /(ws:\/\/\S+) /);
  const session = openTerminal(["watch", url], { env: { EPOCHAL_TOKEN: "look" } });
  await session.until((screen) => screen.includes("RUN"));
  session.press(" ");
  await session.until((screen) => screen.includes("read-only"));
  session.press("q");
  expect(await session.ended).toMatchObject({ exitCode: 0 });
  server.child.kill("SIGTERM");
  expect((await server.ended).exitCode).toBe(0);
});

test("a missing token and an unknown run are reported", async () => {
  const server = start("serve", "--port", "0", "--token", token);
  const url = await waitForOutput(server.child.stderr, /(ws:\/\/\S+) /);
  const { stderr, exitCode } = await epochal("watch", url);
  expect(stderr).toMatch(
    /^epochal: ws:\/\/\S+: wrong or missing token: give the server's token with --token, or set EPOCHAL_TOKEN\n$/,
  );
  expect(exitCode).toBe(2);
  const unknown = await epochal("watch", url, "unknown", "--token", token);
  expect(unknown.stderr).toMatch(
    /^epochal: ws:\/\/\S+: this server has no run "unknown"; leave it out for the latest\n$/,
  );
  expect(unknown.exitCode).toBe(2);
  server.child.kill("SIGTERM");
  await server.ended;
});

test("tokens come from files, which process listings do not show", async () => {
  const folder = temporaryFolder();
  const [file, viewFile] = [join(folder, "token"), join(folder, "view-token")];
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  writeFileSync(viewFile, "look\n", { mode: 0o644 });
  const args = ["--port", "0", "--wait", "--token-file", file, "--view-token-file", viewFile];
  const server = start("serve", ...args);
  const noted = waitForOutput(server.child.stderr, /other users of this machine can read the token: (chmod 600 \S+)/);
  const url = await waitForOutput(server.child.stderr, /(ws:\/\/\S+) /);
  expect(await noted).toBe(`chmod 600 ${viewFile}`);
  const started = await epochal("start", url, "--token-file", file, "--epochs", "5");
  expect(started.stderr).not.toContain("other users");
  expect((await epochal("watch", url, "--token-file", file)).stdout).toContain("finished: 5 epochs");
  const refused = await epochal("start", url, "--token-file", viewFile);
  expect(refused.exitCode).not.toBe(0);
  server.child.kill("SIGTERM");
  const { stderr } = await server.ended;
  expect(stderr).not.toContain(token);
});

test("a token file that is empty, missing or beside --token is an error", async () => {
  const file = join(temporaryFolder(), "token");
  const watch = (...args: string[]) => epochal("watch", "ws://127.0.0.1:1", "--token-file", file, ...args);
  expect(await watch()).toMatchObject({ exitCode: 2, stderr: `epochal: ${file}: no such file: check the path\n` });
  writeFileSync(file, "\n", { mode: 0o600 });
  expect(await watch()).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("holds no token") as string });
  expect(await watch("--token", "a")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("'--token-file <file>' cannot be used with option '--token <token>'") as string,
  });
});

test("a token that would travel unencrypted to another machine is noted, and not for this machine", async () => {
  // A name that does not exist: RFC 6761.
  const { stderr } = await epochal("watch", "ws://epochal.invalid:1", "--token", token);
  expect(stderr).toMatch(/^epochal: the token travels to epochal\.invalid unencrypted/);
  expect((await epochal("watch", "ws://127.0.0.1:1", "--token", token)).stderr).not.toContain("unencrypted");
  expect((await epochal("watch", "wss://epochal.invalid:1", "--token", token)).stderr).not.toContain("unencrypted");
});
