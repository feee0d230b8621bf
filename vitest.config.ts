import { defineConfig } from "vitest/config";
import tally from "./tooling/tally.ts";

export default defineConfig({
  test: {
    reporters: ["default", tally()],
    projects: ["packages/*", "apps/*", "tooling"],
  },
});
