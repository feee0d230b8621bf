// Parts for another engine of `EventLog`: the format of stored chunks and rows, and the rules that do not depend on SQLite

// The format
export { decode, encode, encodedBytes, type Encoded } from "./store/codec.ts";
export { checkSpec } from "./store/check-spec.ts";
export { checkChunk } from "./store/chunk-check.ts";
export { compressData, decompressData, type CompressedData } from "./store/training-data.ts";

// The rules
export { checkId, isId } from "./runs/ids.ts";
export { afterChunk, isRecord } from "./runs/run-record.ts";
export { toSummary } from "./runs/run-summary.ts";
export { checkRunSize } from "./runs/run-size.ts";
export { createRetentionClock, firstExpendable, type Retention } from "./runs/retention.ts";
export { createByteBudget, type ByteBudget } from "./thread/byte-budget.ts";
