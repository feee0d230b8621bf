/**
 * Epochs that were told one by one, for people to watch, are stored one by one too. Who reads them later gets them in one chunk:
 * what a chunk costs hardly depends on how many they are.
 */
import type { EpochChunk, EventChunk } from "@epochal/stream/events";

/** A chunk with so many epochs is large enough to stand alone. */
const FEW = 64;
const MOST = 1024;

/** The same events, in their order and with every bit, in fewer chunks. */
export function coalesceEpochs(chunks: readonly EventChunk[]): EventChunk[] {
  const joined: EventChunk[] = [];
  let group: EpochChunk[] = [];
  let count = 0;

  function endGroup(): void {
    if (group.length > 0) joined.push(group.length === 1 ? group[0]! : join(group, count));
    group = [];
    count = 0;
  }

  for (const chunk of chunks) {
    if (chunk.type !== "epochs" || chunk.loss.length >= FEW) {
      endGroup();
      joined.push(chunk);
      continue;
    }
    const last = group.at(-1);
    if (last && (!isNext(last, chunk) || count + chunk.loss.length > MOST)) endGroup();
    group.push(chunk);
    count += chunk.loss.length;
  }
  endGroup();
  return joined;
}

/** Whether a chunk goes on where another one ends, with the same columns. A training that begins again may skip an epoch's number. */
function isNext(last: EpochChunk, next: EpochChunk): boolean {
  const { length } = last.loss;
  const goesOn = next.seq === last.seq + length && next.epoch === last.epoch + length;
  return goesOn && (next.validationLoss === undefined) === (last.validationLoss === undefined);
}

function join(group: readonly EpochChunk[], count: number): EpochChunk {
  const [first] = group as [EpochChunk];
  const column = (columnOf: (chunk: EpochChunk) => Float64Array): Float64Array => {
    const all = new Float64Array(count);
    let end = 0;
    for (const chunk of group) {
      all.set(columnOf(chunk), end);
      end += chunk.loss.length;
    }
    return all;
  };
  const { type, seq, time, epoch, validationLoss } = first;
  return {
    type,
    seq,
    time,
    times: column((chunk) => chunk.times ?? new Float64Array(chunk.loss.length).fill(chunk.time)),
    epoch,
    loss: column((chunk) => chunk.loss),
    ...(validationLoss && { validationLoss: column((chunk) => chunk.validationLoss!) }),
    learningRate: column((chunk) => chunk.learningRate),
    gradientNorm: column((chunk) => chunk.gradientNorm),
  };
}
