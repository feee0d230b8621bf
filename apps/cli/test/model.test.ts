import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "@epochal/client";
import { parseModel } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { cars, ENDLESS, epochal, start, temporaryFolder, waitForOutput } from "./harness/program.ts";

describe("epochal model", () => {
  test("gets the model of a stored and of a served run, the same as --save writes", async () => {
    const folder = temporaryFolder();
    const [saved, stored, served, store] = ["a.json", "b.json", "c.json", "runs.db"].map((name) => join(folder, name));
    const quick = ["--target", "mpg", "--ensemble", "1", "--epochs", "5"];
    await epochal("train", cars, ...quick, "--store", store!, "--save", saved!);
    const { stderr, exitCode } = await epochal("model", store!, "--save", stored!);
    expect([stderr, exitCode]).toEqual([
      expect.stringMatching(/^epochal: model of run-\w+ after \d epochs written to .*b\.json\n$/),
      0,
    ]);
    expect(readFileSync(stored!, "utf8")).toBe(readFileSync(saved!, "utf8"));

    const server = start("serve", "--wait", "--port", "0", "--store", store!, "--no-supervise", "--token", "a-token");
    const url = await waitForOutput(server.child.stderr, /(ws:\/\/\S+) /);
    const refused = await epochal("model", url, "--save", served!);
    expect(refused).toEqual({
      stdout: "",
      stderr: `epochal: ${url}: wrong or missing token: give the server's token with --token, or set EPOCHAL_TOKEN\n`,
      exitCode: 2,
    });
    await epochal("model", url, "latest", "--token", "a-token", "--save", served!);
    expect(readFileSync(served!, "utf8")).toBe(readFileSync(saved!, "utf8"));
    const unknown = await epochal("model", url, "no-such-run", "--token", "a-token");
    expect([unknown.stderr, unknown.exitCode]).toEqual([
      `epochal: ${url}: this server has no run "no-such-run": ${url.replace("ws", "http")}/v1/runs lists them\n`,
      2,
    ]);
    server.child.kill("SIGTERM");
    await server.ended;
  });

  test("prints to standard output, and overwrites nothing but a model", async () => {
    const folder = temporaryFolder();
    const [store, table] = [join(folder, "runs.db"), join(folder, "table.csv")];
    await epochal("--epochs", "3", "--store", store);
    const { stdout, stderr } = await epochal("model", store);
    expect([parseModel(stdout).predict([1]), stderr]).toEqual([expect.any(Number), ""]);
    writeFileSync(table, "a,b\n1,2\n");
    const refused = await epochal("model", store, "--save", table);
    expect([refused.stderr, refused.exitCode]).toEqual([
      `epochal: ${table}: this file exists and is not a model: choose another name\n`,
      2,
    ]);
  });
});

describe("epochal watch --save", () => {
  test("writes the model of the run when it has ended, the same as epochal model", async () => {
    const folder = temporaryFolder();
    const [watched, downloaded] = [join(folder, "a.json"), join(folder, "b.json")];
    const server = start("serve", "--port", "0", "--no-supervise", "--epochs", "5");
    const url = await waitForOutput(server.child.stderr, /(ws:\/\/\S+) /);
    const announced = ["--on-end", 'echo "saved: $EPOCHAL_MODEL" >&2'];
    const { stderr, exitCode } = await start("watch", url, "--save", watched, ...announced).ended;
    expect([stderr, exitCode]).toEqual([
      expect.stringMatching(/^epochal: model of run-\w+ after 5 epochs written to .*a\.json\nsaved: .*a\.json\n$/),
      0,
    ]);
    await epochal("model", url, "--save", downloaded);
    expect(readFileSync(watched, "utf8")).toBe(readFileSync(downloaded, "utf8"));

    writeFileSync(watched, "a table");
    const refused = await epochal("watch", url, "--save", watched);
    expect([refused.stdout, refused.stderr, refused.exitCode]).toEqual([
      "",
      `epochal: ${watched}: this file exists and is not a model: choose another name\n`,
      2,
    ]);
    server.child.kill("SIGTERM");
    await server.ended;
  });

  test("writes the model of the run it has shown when a viewer leaves; says why if there is none", async () => {
    const saved = join(temporaryFolder(), "model.json");
    const tokens = ["--token", "control", "--view-token", "look"];
    const server = start("serve", "--port", "0", "--no-supervise", "--max-running", "1", ...tokens, ...ENDLESS);
    const url = await waitForOutput(server.child.stderr, /(ws:\/\/\S+) /);
    const watcher = start("watch", url, "--token", "look", "--save", saved, "--format", "ndjson");
    const first = await waitForOutput(watcher.child.stdout, /"run":"([^"]+)"/);
    const remote = connect(url, { token: "control" });
    await remote.run(first).command({ type: "checkpoint", name: "here" });
    await waitForOutput(watcher.child.stdout, /"type":"snapshot"/);
    // Another run is the latest when the viewer leaves.
    const { id } = await remote.start({ type: "builtIn", name: "notebook" });
    const waiting = start("watch", url, id, "--token", "look", "--save", join(temporaryFolder(), "none.json"));
    await waitForOutput(waiting.child.stderr, /queued/);
    watcher.child.kill("SIGINT");
    const { stderr, exitCode } = await watcher.ended;
    expect(stderr).toMatch(new RegExp(`^epochal: model of ${first} after \\d+ epochs .*; the run has not finished`));
    expect([parseModel(readFileSync(saved, "utf8")).predict([1.5]), exitCode]).toEqual([expect.any(Number), 130]);

    await remote.run(id).command({ type: "stop" });
    const cancelled = await waiting.ended;
    expect(cancelled.stderr).toMatch(
      /no model was saved to .*none\.json: ws:\S+: the run has no model: it is cancelled, without a snapshot\n/,
    );
    expect(cancelled.exitCode).toBe(1);
    server.child.kill("SIGTERM");
    await server.ended;
  });
});
