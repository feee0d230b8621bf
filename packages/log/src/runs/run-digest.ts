/** A hash of a run as it is stored: equal for the same training with the same events, in whatever chunks and whatever log. */
import { createHash } from "node:crypto";
import { EPOCH_COLUMNS, isContinuedBy, readPages, type EpochChunk, type EventChunk } from "@epochal/stream/events";
import type { EventLog } from "../event-log.ts";
import { encode } from "../store/codec.ts";

/** @returns 64 hexadecimal digits; of an unknown run undefined. */
export async function digestRun(log: Pick<EventLog, "read" | "training">, id: string): Promise<string | undefined> {
  const training = await log.training(id);
  if (!training) return undefined;
  const { spec, options, data } = training;
  const digest = createDigest();
  digest.addObject({ spec, options, data });
  for await (const page of readPages(log, { id })) for (const chunk of page) digest.addChunk(chunk);
  return digest.end();
}

/**
 * Epochs are hashed by column, since it costs as much to hash a number as a column. The main hash has the first event of each sequence
 * of epochs that continue each other, so that the columns belong to one sequence of events only.
 */
function createDigest() {
  const main = createHash("sha256");
  const columns = { times: createHash("sha256"), ...createColumns() };
  let last: EpochChunk | undefined;

  function addObject(value: object): void {
    const { json, numbers } = encode(value);
    main.update(`${json}\n`).update(numbers);
  }

  function addEpochs(chunk: EpochChunk): void {
    const { seq, epoch, time, times = new Float64Array(chunk.loss.length).fill(time), validationLoss } = chunk;
    if (!last || !isContinuedBy(last, chunk)) addObject({ seq, epoch, isValidated: validationLoss !== undefined });
    last = chunk;
    columns.times.update(encode({ times }).numbers);
    for (const name of EPOCH_COLUMNS) {
      const column = chunk[name];
      if (column) columns[name].update(encode({ column }).numbers);
    }
  }

  return {
    addObject,
    addChunk(chunk: EventChunk): void {
      if (chunk.type === "epochs") addEpochs(chunk);
      else addObject(chunk);
    },
    end(): string {
      for (const column of Object.values(columns)) main.update(column.digest());
      return main.digest("hex");
    },
  };
}

function createColumns() {
  const [loss, validationLoss, learningRate, gradientNorm] = EPOCH_COLUMNS.map(() => createHash("sha256"));
  return { loss: loss!, validationLoss: validationLoss!, learningRate: learningRate!, gradientNorm: gradientNorm! };
}
