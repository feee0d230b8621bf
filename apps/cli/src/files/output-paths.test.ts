import { fit, toEsModule, toOnnx, toSafetensors } from "@epochal/core";
import { notebook } from "@epochal/data";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { InputError } from "../errors.ts";
import { checkCheckpointPath, checkPathForKind, checkOutputPaths } from "./output-paths.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "epochal-places-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("a checkpoint overwrites only an empty file or another checkpoint", async () => {
  const folder = temporaryFolder();
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  await checkCheckpointPath(join(folder, "new.json"));
  await checkCheckpointPath(file("empty.json", ""));
  await checkCheckpointPath(file("tight.json", '{"format":"epochal-checkpoint","version":1}'));
  await checkCheckpointPath(file("wide.json", '{\n  "format": "epochal-checkpoint",\n  "version": 1\n}\n'));
  const table = file("houses.csv", "price,rooms\n1,2\n");
  await expect(checkCheckpointPath(table)).rejects.toThrow("this file exists and is not a checkpoint");
  await expect(checkCheckpointPath(folder)).rejects.toThrow("this is a folder: add a file name");
});

test("a model overwrites only a model, and an export only one of the same format", async () => {
  const folder = temporaryFolder();
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const { spec, data } = notebook();
  const model = fit({ ...spec, epochs: 1 }, data);
  const wide = file("model.json", JSON.stringify(model, undefined, 2));
  const written = [
    [wide, "a model"],
    [file("m.js", toEsModule(model)), "a module written by export"],
    [file("m.onnx", toOnnx(model)), "an ONNX file written by export"],
    [file("m.safetensors", toSafetensors(model)), "a safetensors file written by export"],
  ] as const;
  const table = file("houses.csv", "price,rooms\n1,2\n");
  for (const [path, kind] of written) {
    await checkPathForKind(join(folder, "new"), kind);
    await checkPathForKind(path, kind);
    for (const other of [table, ...written.map(([name]) => name).filter((name) => name !== path)]) {
      await expect(checkPathForKind(other, kind)).rejects.toThrow(
        `${other}: this file exists and is not ${kind}: choose another name`,
      );
    }
  }
});

test("model, checkpoint and store must be different files, links resolved", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "runs"));
  symlinkSync(join(folder, "runs"), join(folder, "link"));
  const [file, same] = [join(folder, "runs", "a"), join(folder, "link", "a")] as const;
  await checkOutputPaths({ save: file, store: join(folder, "a"), checkpoint: join(folder, "b") });
  await expect(checkOutputPaths({ save: file, store: same })).rejects.toThrow(
    `${same}: --save and --store name the same file: change one of them`,
  );
  await expect(checkOutputPaths({ save: file, checkpoint: file })).rejects.toThrow(
    "--save and --checkpoint name the same file",
  );
  await expect(checkOutputPaths({ resume: file, store: file })).rejects.toThrow(
    "--checkpoint and --store name the same file",
  );
  await expect(checkOutputPaths({ store: join(folder, "none", "a") })).rejects.toThrow(
    "does not exist or cannot be written",
  );
});

test("a folder that takes no files is refused, whatever its access rights, and one that does stays as it was", async () => {
  const folder = temporaryFolder();
  const model = join(folder, "model.json");
  await checkOutputPaths({ save: model, checkpoint: join(folder, "run.json") });
  expect(readdirSync(folder)).toEqual([]);
  // Access rights let the superuser write to it.
  for (const output of [{ save: "/proc/x.json" }, { checkpoint: "/proc/x.json" }, { store: "/proc/x.json" }]) {
    await expect(checkOutputPaths(output)).rejects.toThrow(
      new InputError(
        "/proc/x.json: the folder /proc does not exist or cannot be written: make it first, or choose another",
      ),
    );
  }
});
