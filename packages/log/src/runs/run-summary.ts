/** The data, settings and scores of a run: kept with its record, so that a list of runs reads no events. */
import type { EventChunk, FinishedEvent } from "@epochal/stream/events";

/** All fields are absent until they are known, and in runs of older versions. */
export interface RunSummary {
  /** Names of the predicted columns. */
  readonly targets?: readonly string[];
  /** The learning rate of the training, or that to which a command has changed it. */
  readonly learningRate?: number;
  /** Its random seed. */
  readonly seed?: number;
  /** The lowest loss. If the run was rewound to before it, the lowest one since then. */
  readonly best?: BestEpoch;
  /** The score of the model that a finished run keeps. */
  readonly score?: RunScore;
}

/** The epoch with the lowest loss. */
export interface BestEpoch {
  /** Its number. */
  readonly epoch: number;
  /** Which loss: on the validation rows if there are any, else on the training rows. */
  readonly metric: "validationLoss" | "loss";
  /** Its loss. */
  readonly loss: number;
}

/** A score of a model on one part of the rows. */
export interface RunScore {
  /** The rows that the model has not seen: `test`; else `validation`, with folds out of fold; else `train`. */
  readonly part: "test" | "validation" | "train";
  /** `accuracy` for classes, higher is better; `rmse` for numbers, in the target's unit, lower is better. */
  readonly metric: "accuracy" | "rmse";
  /** The score. */
  readonly value: number;
}

/** The summary after another chunk of the run. A log stores any events: what is missing in them is missing here. */
export function summaryAfter(summary: RunSummary | undefined, chunk: EventChunk): RunSummary | undefined {
  switch (chunk.type) {
    case "started": {
      const { spec, data } = chunk;
      const { learningRate } = spec?.optimizer ?? {};
      return {
        ...(data?.columns && { targets: data.columns.targets }),
        ...(learningRate !== undefined && { learningRate }),
        seed: spec?.seed ?? 0,
      };
    }
    case "epochs": {
      const best = bestOf(chunk);
      const isBetter = best && !(summary?.best && summary.best.loss <= best.loss);
      const known = summary?.learningRate !== undefined ? undefined : chunk.learningRate[0];
      if (!isBetter && known === undefined) return summary;
      return { ...summary, ...(known !== undefined && { learningRate: known }), ...(isBetter && { best }) };
    }
    case "commanded": {
      const { command, outcome, epoch } = chunk;
      if (outcome !== "applied") return summary;
      if (command.type === "set" && command.learningRate !== undefined) {
        return { ...summary, learningRate: command.learningRate };
      }
      const isRewind = command.type === "rewind" || command.type === "undo";
      if (!isRewind || !summary?.best || summary.best.epoch <= epoch) return summary;
      const { best: _, ...rest } = summary;
      return rest;
    }
    case "finished": {
      const score = chunk.reason === "discarded" ? undefined : modelScore(chunk);
      return score ? { ...summary, score } : summary;
    }
    case "snapshot":
    case "noticed":
      return summary;
  }
}

function bestOf({ epoch, loss, validationLoss }: EventChunk & { type: "epochs" }): BestEpoch | undefined {
  const losses = validationLoss ?? loss;
  let lowest = -1;
  for (let i = 0; i < losses.length; i++) if (lowest < 0 || losses[i]! < losses[lowest]!) lowest = i;
  if (lowest < 0) return undefined;
  return { epoch: epoch + lowest, metric: validationLoss ? "validationLoss" : "loss", loss: losses[lowest]! };
}

/** The score of the model that a finished run keeps; undefined if its report has none. */
export function modelScore({ report }: Pick<FinishedEvent, "report">): RunScore | undefined {
  const part = report?.test ? "test" : report?.validation ? "validation" : "train";
  const { accuracy, rmse } = report?.[part]?.network ?? {};
  if (accuracy !== undefined) return { part, metric: "accuracy", value: accuracy };
  return rmse === undefined ? undefined : { part, metric: "rmse", value: rmse };
}

/** The summary in a store, see `toSummary`. */
export function parseSummary(json: string): RunSummary | undefined {
  try {
    return toSummary(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** A value as a summary: fields of another form, as no epochal writes them, are left out. Undefined if it is no object. */
export function toSummary(value: unknown): RunSummary | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { targets, learningRate, seed, best, score } = value as Record<keyof RunSummary, unknown>;
  const fields = {
    ...(Array.isArray(targets) && targets.every(isText) && { targets }),
    ...(isNumber(learningRate) && { learningRate }),
    ...(isNumber(seed) && { seed }),
    ...(hasFields(best, { epoch: isNumber, metric: isText, loss: isNumber }) && { best }),
    ...(hasFields(score, { part: isText, metric: isText, value: isNumber }) && { score }),
  };
  return fields as RunSummary;
}

/** A list of texts in a store; undefined if it is another value. */
export function parseTags(json: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) && value.every(isText) ? value : undefined;
  } catch {
    return undefined;
  }
}

function hasFields(value: unknown, fields: Readonly<Record<string, (field: unknown) => boolean>>): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(fields).every(([name, isValid]) => isValid((value as Record<string, unknown>)[name]));
}

const isText = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): value is number => Number.isFinite(value);
