/** Panels by name. A renderer has a drawing for each. */
export type PanelId = (typeof numbered)[number] | "header" | "progress" | "runs" | "footer" | "tiny";

const numbered = ["loss", "fit", "metrics", "residuals", "network", "neurons", "events", "score", "gradient"] as const;

/**
 * The panels that a viewer can show, hide and enlarge, in the order of their numbers, from 1. At most nine: a key is one
 * digit.
 */
export const numberedPanels: readonly PanelId[] = numbered;
