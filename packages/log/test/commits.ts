import { readFileSync } from "node:fs";

/** The number of commits in the write-ahead log of a store: https://www.sqlite.org/fileformat2.html#walformat */
export function countCommits(store: string): number {
  const wal = readFileSync(`${store}-wal`);
  const pageSize = wal.readUInt32BE(8);
  const salt = wal.readBigUInt64BE(16);
  let commits = 0;
  for (let frame = 32; frame + 24 + pageSize <= wal.length; frame += 24 + pageSize) {
    // Older frames, with a different salt, may follow the newest one.
    if (wal.readBigUInt64BE(frame + 8) !== salt) break;
    if (wal.readUInt32BE(frame + 4) > 0) commits += 1;
  }
  return commits;
}
