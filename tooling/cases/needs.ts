/** What this machine has of the things that some cases need. */
import { spawnSync } from "node:child_process";
import type { Need } from "./case.ts";
import { faketime } from "./clocks.ts";
import { canMount } from "./stores.ts";
import { nginx } from "./watching.ts";

const checks: Readonly<Record<Need, { readonly name: string; readonly isThere: () => boolean }>> = {
  linux: { name: "Linux", isThere: () => process.platform === "linux" },
  root: { name: "root", isThere: () => process.getuid?.() === 0 },
  mount: { name: "permission to mount", isThere: canMount },
  nginx: { name: "nginx (Debian: nginx-light)", isThere: () => spawnSync(nginx, ["-v"]).status === 0 },
  libfaketime: { name: "libfaketime", isThere: () => faketime !== undefined },
};

/** The names of those needs that this machine does not meet. */
export function missingNeeds(needs: readonly Need[]): string[] {
  return needs.flatMap((need) => (checks[need].isThere() ? [] : [checks[need].name]));
}
