import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseModel } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { cars, epochal, start, temporaryFolder, waitForOutput } from "./harness/program.ts";

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
