/** All cases, in the order in which they run. */
import type { Case } from "./case.ts";
import { clockCases } from "./clocks.ts";
import { endCases } from "./ends.ts";
import { storeCases } from "./stores.ts";
import { textCases } from "./texts.ts";
import { watchingCases } from "./watching.ts";

export const cases: readonly Case[] = [...textCases, ...storeCases, ...watchingCases, ...clockCases, ...endCases];
