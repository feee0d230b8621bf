/** The panels of the page, in reading order. To add one: a file here, and a line here. */
import { events } from "./events.tsx";
import { fit } from "./fit.tsx";
import { loss } from "./loss.tsx";
import { metrics } from "./metrics.tsx";
import { network } from "./network.tsx";
import type { Panel } from "./panel.ts";
import { residuals } from "./residuals.tsx";
import { settings } from "./settings.tsx";

export const panels: Readonly<Record<string, Panel>> = { loss, fit, metrics, residuals, network, settings, events };
