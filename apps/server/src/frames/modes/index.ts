import type { Mode } from "@epochal/protocol";
import { all } from "./all.ts";
import type { CreateSelector } from "./event-selector.ts";
import { latest } from "./latest.ts";
import { sampled } from "./sampled.ts";

/** The modes of a subscription. */
export const modes = { all, latest, sampled } satisfies Record<Mode, CreateSelector>;
