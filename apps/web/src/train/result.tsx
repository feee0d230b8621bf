/** What a training has led to: its hash, a link that repeats it, and files of it. */
import type { View } from "@epochal/view";

/** A file of each kind that `download` knows, and what it is for. */
const downloads = {
  "model.json": "the model, for epochal predict",
  "model.mjs": "the model as a JavaScript module without imports",
  "model.onnx": "the model for ONNX Runtime, in Python and elsewhere",
  "epochs.csv": "the losses of every epoch",
  "report.html": "what was learned, how well, and what it depends on, to print or send",
} as const;

interface ResultProps {
  readonly view: View;
  /** The fragment that repeats the training. */
  readonly address: string;
  readonly onDownload: (file: string) => void;
}

export function Result({ view, address, onDownload }: ResultProps) {
  return (
    <section class="panel result" aria-label="result">
      <h2>take it with you</h2>
      <Hash view={view} />
      <p>
        <a class="repeat" href={new URL(`#${address}`, location.href).href}>
          link to this training
        </a>{" "}
        <span class="quiet">opened again, it gives the same numbers, to the last bit</span>. Also{" "}
        <a class="exercise" href={`#${address.replace(/&epoch=\d+.*$/, "")}`}>
          from epoch 0, as an exercise
        </a>
        , <a href={`?view=projector#${address}`}>for a projector</a>, or{" "}
        <a href={`?view=embed&panel=fit#${address}`}>one panel to embed</a>
      </p>
      <p class="again">
        {Object.entries(downloads).map(([file, help]) => (
          <button key={file} type="button" title={help} onClick={() => onDownload(file)}>
            {file}
          </button>
        ))}
      </p>
    </section>
  );
}

/** The hash of the model once the run has finished, before of the state after the shown epoch. */
function Hash({ view: { state, settings, exactSnapshot } }: { readonly view: View }) {
  const { cursor } = settings;
  if (cursor === undefined && state.finished) {
    const { hash, modelEpoch } = state.finished;
    return <HashLine what={`the model, of epoch ${modelEpoch}`} hash={hash} />;
  }
  const exact = cursor === undefined ? state.snapshot : exactSnapshot;
  if (!exact || (cursor !== undefined && exact.epoch !== cursor)) return <p class="quiet">hash: looking it up</p>;
  return <HashLine what={`the state after epoch ${exact.epoch}`} hash={exact.hash} />;
}

function HashLine({ what, hash }: { readonly what: string; readonly hash: string }) {
  return (
    <p>
      hash of {what}: <code>{hash}</code>
    </p>
  );
}
