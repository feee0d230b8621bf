/** Files of a training for the person's downloads. Loaded when the first is asked for. */
import { toEsModule, toOnnx, type Model } from "@epochal/core";
import { reportAsHtml, runSubject } from "@epochal/report";
import { currentModel, epochsAsCsv, type View } from "@epochal/view";

interface Format {
  readonly type: string;
  content(view: View): BlobPart;
}

const formats: Readonly<Record<string, Format>> = {
  json: { type: "application/json", content: (view) => JSON.stringify(modelOf(view)) },
  mjs: { type: "text/javascript", content: (view) => toEsModule(modelOf(view)) },
  onnx: { type: "application/octet-stream", content: (view) => toOnnx(modelOf(view)) as Uint8Array<ArrayBuffer> },
  csv: { type: "text/csv", content: ({ state }) => epochsAsCsv(state) },
  html: { type: "text/html", content: ({ state }) => reportAsHtml(runSubject(state)) },
};

/** Saves the view to a file of the person's downloads. @throws RangeError for an extension that has no format. */
export async function download(file: string, view: View): Promise<void> {
  const format = formats[/\.(\w+)$/.exec(file)?.[1] ?? ""];
  if (!format) throw new RangeError(`choose a name that ends in .${Object.keys(formats).join(", .")}`);
  const url = URL.createObjectURL(new Blob([format.content(view)], { type: format.type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = file;
  link.click();
  URL.revokeObjectURL(url);
}

function modelOf({ state }: View): Model {
  const model = currentModel(state)?.model;
  if (!model) throw new RangeError("there is no model yet: wait for the first epoch");
  return model;
}
