/** `epochal export MODEL FILE`: a saved model for other programs. */
import { toEsModule, toOnnx, toSafetensors, type Model } from "@epochal/core";
import type { Command } from "commander";
import { extname } from "node:path";
import { InputError } from "../exit-codes.ts";
import { readModel, writeBytes } from "../files/files.ts";
import { checkPathForKind, type OutputKind } from "../files/output-paths.ts";
import { logNote, type Context } from "../terminal.ts";

interface Format {
  /** What it may be written over. */
  readonly kind: OutputKind;
  write(model: Model): string | Uint8Array;
}

const esModule: Format = { kind: "a module that export wrote", write: toEsModule };

/** What a file's ending asks for. */
const formats: Readonly<Record<string, Format>> = {
  ".js": esModule,
  ".mjs": esModule,
  ".onnx": { kind: "an ONNX file that export wrote", write: toOnnx },
  ".safetensors": { kind: "a safetensors file that export wrote", write: (model) => toSafetensors(model) },
};

export function addExport(program: Command, { terminal }: Context): void {
  program
    .command("export")
    .description(
      "Write a saved model for other programs, as the file's ending says:\n.js or .mjs (a module that needs nothing), .onnx (float32), .safetensors.",
    )
    .argument("<model>", "a model that --save wrote")
    .argument("<file>", "what to write, such as model.onnx")
    .action(async (modelFile: string, file: string) => {
      const format = formats[extname(file)];
      if (!format) {
        throw new InputError(`${file}: expected a name that ends in ${Object.keys(formats).join(", ")}, got another`);
      }
      await checkPathForKind(file, format.kind);
      await writeBytes(file, format.write(await readModel(modelFile)));
      logNote(terminal, `model written to ${file}`);
    });
}
