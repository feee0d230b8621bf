/**
 * Prints models of every kind as JSON: their predictions, and their files in base64, for programs that read such files:
 *
 *   node tooling/exchange/export.mjs | python3 tooling/oracle/exchange.py
 */
import { toOnnx, toSafetensors } from "@epochal/core";

const { drawnModel, drawnRows, kinds } = await import(
  new URL("../../packages/core/test/models.ts", import.meta.url).href
);

const rows = drawnRows();
const models = kinds.map((kind) => {
  const model = drawnModel(kind);
  return {
    kind,
    parameters: Array.from(model.network.parameters),
    scale: model.scalers.targets.scale,
    predictions: model.predictAll(rows),
    F64: Buffer.from(toSafetensors(model)).toString("base64"),
    F32: Buffer.from(toSafetensors(model, { dtype: "F32" })).toString("base64"),
    onnx: Buffer.from(toOnnx(model)).toString("base64"),
  };
});
console.log(JSON.stringify({ rows, models }));
