import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { parseCsv, namedRows } from "@epochal/data";
import { expect, test } from "vitest";
import { cars, epochal, examples, main, start, temporaryFolder } from "./harness/program.ts";

const QUICK = ["--target", "mpg", "--ensemble", "1", "--epochs", "2", "--hidden", "4"];

test("a model is the same from CSV, NDJSON, compressed files and standard input", async () => {
  const folder = temporaryFolder();
  const text = readFileSync(cars, "utf8");
  const lines = namedRows(parseCsv(text)).map((row) => JSON.stringify(row));
  const files = {
    "cars.csv": text,
    "cars.ndjson": lines.join("\n"),
    "cars.json": `[${lines.join(",")}]`,
    "cars.csv.gz": gzipSync(text),
    "cars.csv.zst": zstdCompressSync(text),
  };
  const models = await Promise.all(
    Object.entries(files).map(async ([name, content]) => {
      const [file, model] = [join(folder, name), join(folder, `${name}.model`)];
      writeFileSync(file, content);
      expect(await epochal("train", file, ...QUICK, "--save", model)).toMatchObject({ exitCode: 0 });
      return readFileSync(model, "utf8");
    }),
  );
  const { child, ended } = start("train", "-", ...QUICK, "--save", join(folder, "stdin.model"), {
    input: gzipSync(text),
  });
  expect((await ended).stderr).toContain("standard input: 278 training rows");
  expect(child.exitCode).toBe(0);
  models.push(readFileSync(join(folder, "stdin.model"), "utf8"));
  expect(new Set(models).size).toBe(1);
});

test("an export or a report that cannot be written whole leaves the older file", async () => {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder, name);
  await epochal("train", cars, ...QUICK, "--save", path("model.json"));
  const commands = [
    ["export", path("model.json"), path("model.onnx")],
    ["report", path("model.json"), "-o", path("report.html")],
  ];
  for (const args of commands) expect(await epochal(...args)).toMatchObject({ exitCode: 0 });
  const contents = () => readdirSync(folder).map((name) => [name, readFileSync(path(name), "latin1")]);
  const before = contents();
  for (const args of commands) {
    // No file may have more than a block of 512 or 1024 bytes.
    const limited = ["-c", 'ulimit -f 1; exec "$0" "$@"', process.execPath, main, ...args];
    const { stderr, status } = spawnSync("/bin/sh", limited, { encoding: "utf8" });
    expect(stderr).toMatch(/^epochal: .*(model\.onnx: the model|report\.html: the report) cannot be written: EFBIG/);
    expect(status).toBe(1);
  }
  expect(contents()).toEqual(before);
});

test("predict reads standard input, and its own output, whose predictions it replaces", async () => {
  const folder = temporaryFolder();
  const model = join(folder, "model.json");
  await epochal("train", cars, ...QUICK, "--save", model);
  const first = await epochal("predict", model, join(examples, "new-cars.csv"), "--interval", "80");
  const again = await start("predict", model, "-", "--interval", "80", { input: first.stdout }).ended;
  expect(again).toMatchObject({ exitCode: 0, stdout: first.stdout });
});
