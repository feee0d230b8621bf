/** `epochal export MODEL FILE`: a saved model for other programs. */
import { onnxInputType, toEsModule, toOnnx, toSafetensors, type Model } from "@epochal/core";
import type { Command } from "commander";
import { extname } from "node:path";
import { InputError } from "../../errors.ts";
import { checkPathForKind, type OutputKind } from "../../files/output-paths.ts";
import { readModel } from "../../files/read-files.ts";
import { writeOutput } from "../../files/write-files.ts";
import { logNote, type Context } from "../../terminal.ts";

interface Format {
  /** The kind of file it may overwrite. */
  readonly kind: OutputKind;
  write(model: Model): string | Uint8Array;
}

const esModule: Format = { kind: "a module written by export", write: toEsModule };

/** By file extension. */
const formats: Readonly<Record<string, Format>> = {
  ".js": esModule,
  ".mjs": esModule,
  ".onnx": { kind: "an ONNX file written by export", write: toOnnx },
  ".safetensors": { kind: "a safetensors file written by export", write: (model) => toSafetensors(model) },
};

export function addExport(program: Command, { terminal }: Context): void {
  program
    .command("export")
    .description(
      "Write a saved model for other programs. The file's extension selects the format:\n.js or .mjs (a module without dependencies), .onnx (float32), .safetensors.",
    )
    .argument("<model>", "a model written with --save")
    .argument("<file>", "file to write, such as model.onnx")
    .action(async (modelFile: string, file: string) => {
      const format = formats[extname(file)];
      if (!format) {
        throw new InputError(`${file}: unknown file type: end the name in ${Object.keys(formats).join(", ")}`);
      }
      await checkPathForKind(file, format.kind);
      const model = await readModel(modelFile);
      await writeOutput(file, format.write(model), "the model");
      logNote(terminal, `model written to ${file}`);
      if (format.write === toOnnx && onnxInputType(model) === "float64") {
        logNote(terminal, `${file} takes rows of 64-bit numbers: 32 bits would lose digits of a large input`);
      }
    });
}
