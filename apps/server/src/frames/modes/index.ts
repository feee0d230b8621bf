import type { Mode } from "@epochal/protocol";
import { all } from "./all.ts";
import { latest } from "./latest.ts";
import { sampled } from "./sampled.ts";
import type { CreateSelector } from "./event-selector.ts";

/** What of a run's events a client can get. */
export const modes = { all, latest, sampled } satisfies Record<Mode, CreateSelector>;
