export { showDashboard } from "./show-dashboard.ts";
export type { Dashboard, DashboardOptions } from "./dashboard.ts";
export { showReader, type ReaderOptions } from "./screen-reader/show-reader.ts";
export { comparisonAsText } from "./export/comparison-as-text.ts";
export { createTerminalView, type TerminalView } from "./frame/terminal-view.ts";
export { drawFrame } from "./frame/draw-frame.ts";
export { frameAsSvg } from "./export/frame-as-svg.ts";
export { asciiGlyphs, unicodeGlyphs } from "./cells/glyphs.ts";
