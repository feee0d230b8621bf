/** The fit of the network: a curve, a map, regions of classes, or predictions against actual values. */
import { fitKind, fitTitles, sampleConfusion, type View } from "@epochal/view";
import { CurveFit } from "./fit/curve.tsx";
import { ConfusionTable } from "./fit/confusion.tsx";
import { MapFit } from "./fit/map.tsx";
import { PredictedFit } from "./fit/predicted.tsx";
import { readsOfNetwork, type Panel } from "./panel.ts";

export const fit: Panel = {
  title: (view) => fitTitles(view)[0]!,
  content: (view) => <Fit view={view} />,
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
