/** The cases of the fuzz test: every field with every hostile value, then random ones. */
import type { Random } from "@epochal/core";
import type { asyncApi } from "@epochal/protocol";
import { createDraw, textCase, type Case } from "./case.ts";
import { frameCases } from "./frame-cases.ts";
import { alternatives, clientMessages, corruptions, sampleOf, withValue } from "./hostile-values.ts";
import { harmless, messageCases } from "./message-cases.ts";

const makers = [...messageCases, ...frameCases, harmless];

/** @returns a function that returns the next case. */
export function createCases(document: ReturnType<typeof asyncApi>, random: Random): () => Case {
  const samples = Object.values(clientMessages(document)).map((schema) => sampleOf(schema) as Record<string, unknown>);
  const fields = allFields(document, samples);
  const draw = createDraw(random, samples);
  return () => {
    const next = fields.next();
    return next.done ? draw.pick(makers)(draw) : textCase("wrong field", next.value);
  };
}

function* allFields(
  document: ReturnType<typeof asyncApi>,
  samples: readonly Record<string, unknown>[],
): Generator<string> {
  for (const sample of samples) yield* corruptions(sample);
  const inner = { command: alternatives(document, "Command"), training: alternatives(document, "Training") };
  for (const [field, schemas] of Object.entries(inner)) {
    const outer = samples.find((sample) => field in sample);
    if (!outer) continue;
    for (const schema of schemas)
      for (const text of corruptions(sampleOf(schema) as object)) yield withValue(outer, field, text);
  }
}
