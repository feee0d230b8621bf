// Trains every run of a store again in this process and prints the results as JSON: node verify-store.ts STORE
import type { TrainingData } from "@epochal/core";
import { readLog } from "@epochal/log";
import { lastSeq, verifyRun, type EventChunk, type VerificationResult } from "@epochal/stream";

/** A run, and the result of training it again. */
export interface Verified {
  readonly id: string;
  readonly result: VerificationResult;
}

export function verifyStore(path: string): Verified[] {
  const log = readLog(path);
  try {
    return log.runs().map(({ id }) => {
      const chunks: EventChunk[] = [];
      for (let read = log.read(id, 0); read.length > 0; read = log.read(id, lastSeq(read.at(-1)!)))
        chunks.push(...read);
      return { id, result: verifyRun(chunks, log.training(id)!.data as TrainingData) };
    });
  } finally {
    log.close();
  }
}

if (import.meta.main) process.stdout.write(JSON.stringify(verifyStore(process.argv[2]!)));
