import { connect } from "@epochal/client";
import { expect, test } from "vitest";
import { epochal, start, waitForOutput } from "./harness/program.ts";
import { openTerminal } from "./harness/terminal.ts";

const token = "secret";

test("a viewer with the token controls the server's run with keys; the run continues when it leaves", async () => {
  const server = start("serve", "--port", "0", "--speed", "20", "--token", token);
  const url = await waitForOutput(server.child.stderr, /(ws:\/\/\S+) /);
  const session = openTerminal(["watch", url], { env: { EPOCHAL_TOKEN: token } });
  await session.until((screen) => screen.includes("RUN"));
  session.press(" ");
  await session.until((screen) => screen.includes("PAUSED"));
  session.press("]");
  await session.until((screen) => screen.includes("lr 1.0e-2 → 2.0e-2"));
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

test("a viewer with the view token cannot control the run, and is told why", async () => {
  const server = start("serve", "--port", "0", "--speed", "20", "--token", token, "--view-token", "look");
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
