/** Rules that end a training early. To add one: a file in this folder, a line here. */
import { patience } from "./patience.ts";
import { target } from "./target.ts";
import { updates } from "./updates.ts";
import type { SpecOf } from "../spec/registry.ts";
import type { Progress, StoppingRule } from "./stopping-rule.ts";

/** The stopping rules by name. */
export const stoppingRules = { patience, target, updates };

export type { Progress, StoppingRule };
/** The name of a stopping rule. */
export type StoppingRuleName = keyof typeof stoppingRules;

/** A rule by name, with the settings that differ from its defaults: `{ type: "patience", epochs: 50 }`. */
export type StoppingSpec = SpecOf<typeof stoppingRules>;
