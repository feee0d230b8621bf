import { fit, toEsModule, toOnnx, toSafetensors } from "@epochal/core";
import { notebook } from "@epochal/data";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checkCheckpointPath, checkPathForKind, checkOutputPaths } from "./output-paths.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "epochal-places-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("a checkpoint may go where there is none, an empty file or another checkpoint, and nowhere else", async () => {
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
  await expect(checkCheckpointPath(table)).rejects.toThrow("expected a checkpoint or nothing there, got something");
  await expect(checkCheckpointPath(folder)).rejects.toThrow("expected a file to save to, got a folder");
});

test("a model may go over an older one, and an export over one of the same ending; nothing else is lost", async () => {
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
    [file("m.js", toEsModule(model)), "a module that export wrote"],
    [file("m.onnx", toOnnx(model)), "an ONNX file that export wrote"],
    [file("m.safetensors", toSafetensors(model)), "a safetensors file that export wrote"],
  ] as const;
  const table = file("houses.csv", "price,rooms\n1,2\n");
  for (const [place, kind] of written) {
    await checkPathForKind(join(folder, "new"), kind);
    await checkPathForKind(place, kind);
    for (const other of [table, ...written.map(([name]) => name).filter((name) => name !== place)]) {
      await expect(checkPathForKind(other, kind)).rejects.toThrow(
        `${other}: expected ${kind} or nothing there, got something else: choose another name`,
      );
    }
  }
});

test("what is saved, kept and recorded goes to a file each, by whatever name", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "runs"));
  symlinkSync(join(folder, "runs"), join(folder, "link"));
  const [file, same] = [join(folder, "runs", "a"), join(folder, "link", "a")] as const;
  await checkOutputPaths({ save: file, store: join(folder, "a"), checkpoint: join(folder, "b") });
  await expect(checkOutputPaths({ save: file, store: same })).rejects.toThrow(
    `${same}: expected a file each for --save and --store, got one for both: name another`,
  );
  await expect(checkOutputPaths({ save: file, checkpoint: file })).rejects.toThrow("for --save and --checkpoint");
  await expect(checkOutputPaths({ resume: file, store: file })).rejects.toThrow("for --checkpoint and --store");
  await expect(checkOutputPaths({ store: join(folder, "none", "a") })).rejects.toThrow(
    "expected a place that can be written",
  );
});
