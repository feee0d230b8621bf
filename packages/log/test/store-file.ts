/** A store in a file, for tests. */
import { lastSeq, type EventChunk } from "@epochal/stream/events";
import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import type { RunLog } from "../src/run-log.ts";

/** Makes a folder for each test, deleted after it. Returns a function that returns the path of a file there; default: `runs.db`. */
export function useFolder(): (name?: string) => string {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "epochal-log-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  return (name = "runs.db") => join(folder, name);
}

/** All chunks of a run after a position, read page by page. */
export function readAll(log: Pick<RunLog, "read">, run: string, after = 0, limit = 3): EventChunk[] {
  const all: EventChunk[] = [];
  for (let cursor = after; ;) {
    const page = log.read(run, cursor, limit);
    const last = page.at(-1);
    if (!last) return all;
    all.push(...page);
    cursor = lastSeq(last);
  }
}

export function execute(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}
