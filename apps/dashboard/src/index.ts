export { showDashboard } from "./show-dashboard.tsx";
export type { Dashboard, DashboardOptions, DashboardOutcome, DashboardSource } from "./show-dashboard.tsx";
export { summarize } from "./summarize.ts";
export { initialState, reduce } from "./state.ts";
export type { RunState } from "./state.ts";
