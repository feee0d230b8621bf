/** The panels that people can show, hide and enlarge, in the order of the numbers they have in their frames, from 1. */
import type { PanelName } from "./index.ts";

export const numbered: readonly PanelName[] = [
  "loss",
  "fit",
  "metrics",
  "residuals",
  "network",
  "neurons",
  "events",
  "score",
  "gradient",
];

export type { PanelName };
