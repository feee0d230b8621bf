/** The fit of the network: a curve, a map, regions of classes, or predictions against actual values. */
import { fitKind, fitTitles, sampleConfusion, type View } from "@epochal/view";
import { CurveFit } from "./fit/curve.tsx";
import { PredictedFit } from "./fit/predicted.tsx";
import { later } from "../load-later.ts";
import { readsOfNetwork, type Panel } from "./panel.ts";

/** Only a network of two inputs has a map. */
const MapFit = later(async () => (await import("./fit/map.tsx")).MapFit);
/** The rows of a sample whose classes are confused; few runs show them. */
const ConfusionTable = later(async () => (await import("./fit/confusion.tsx")).ConfusionTable);
const ProbeAnswer = later(async () => (await import("./fit/probe-answer.tsx")).ProbeAnswer);

export const fit: Panel = {
  title: (view) => fitTitles(view)[0]!,
  content: (view) => (
    <>
      {view.settings.probe && <ProbeAnswer view={view} />}
      <Fit view={view} />
    </>
  ),
  reads: readsOfNetwork,
};

function Fit({ view }: { readonly view: View }) {
  switch (fitKind(view.state)) {
    case "curve":
      return <CurveFit view={view} />;
    case "map":
    case "regions":
      return <MapFit view={view} />;
    case "predicted":
      return <PredictedFit view={view} />;
    case "confusion":
      return <ConfusionTable confusion={sampleConfusion(view.state)} />;
  }
}
