/** The drawings of all panels. To add one: its id in `PanelId`, a file here, a line here, and an area in `layout.ts`. */
import type { PanelId } from "@epochal/view";
import { events } from "./events.ts";
import { fit } from "./fit.ts";
import { footer } from "./footer.ts";
import { gradient } from "./gradient.ts";
import { header } from "./header.ts";
import { loss } from "./loss.ts";
import { metrics } from "./metrics.ts";
import { network } from "./network.ts";
import { neurons } from "./neurons.ts";
import type { Panel } from "./panel.ts";
import { progress } from "./progress.ts";
import { residuals } from "./residuals.ts";
import { runs } from "./runs.ts";
import { score } from "./score.ts";
import { tiny } from "./tiny.ts";

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
