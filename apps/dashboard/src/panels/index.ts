/** The drawings of all panels. To add one: its id in `PanelId`, a file here, a line here, and an area in `layout.ts`. */
import type { PanelId } from "@epochal/view";
import { events } from "./events.ts";
import { fit } from "./fit/fit.ts";
import { footer } from "./edges/footer.ts";
import { gradient } from "./curves/gradient.ts";
import { header } from "./edges/header.ts";
import { loss } from "./curves/loss.ts";
import { metrics } from "./metrics.ts";
import { network } from "./network/network.ts";
import { neurons } from "./network/neurons.ts";
import type { Panel } from "./panel.ts";
import { progress } from "./edges/progress.ts";
import { residuals } from "./fit/residuals.ts";
import { runs } from "./runs.ts";
import { score } from "./curves/score.ts";
import { tiny } from "./edges/tiny.ts";

export const panels = {
  header,
  progress,
  loss,
  fit,
  metrics,
  network,
  neurons,
  residuals,
  score,
  gradient,
  events,
  runs,
  footer,
  tiny,
} satisfies Record<PanelId, Panel>;
