/** What happens to the machine of a supervised server: its process dies, its clock jumps, its disk is full. */
import { execFileSync, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const LIBRARIES = ["x86_64", "aarch64"].map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`);

/** A wall clock that can be set; the monotonic one is the machine's. Undefined without libfaketime. */
export interface Clock {
  /** The variables of the process that it is for. */
  readonly env: Record<string, string>;
  /** Sets it this far ahead of the machine's. */
  set(offsetSeconds: number): void;
}

export function createClock(folder: string): Clock | undefined {
  const library = LIBRARIES.find((file) => existsSync(file));
  if (library === undefined) return undefined;
  const file = join(folder, "clock");
  const set = (offset: number) => writeFileSync(file, `${offset < 0 ? "" : "+"}${offset}s\n`);
  set(0);
  const options = { FAKETIME_TIMESTAMP_FILE: file, FAKETIME_CACHE_DURATION: "1", FAKETIME_DONT_FAKE_MONOTONIC: "1" };
  return { env: { LD_PRELOAD: library, ...options }, set };
}

/** A small disk in memory. Undefined if this user may not mount one. */
export interface Disk {
  fill(): void;
  empty(): void;
  unmount(): void;
}

export function mountDisk(folder: string, megabytes: number): Disk | undefined {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  const filler = join(folder, "filler");
  return {
    fill() {
      try {
        // More than there is room for.
        writeFileSync(filler, Buffer.alloc(megabytes * 1024 * 1024));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      }
    },
    empty: () => rmSync(filler, { force: true }),
    unmount: () => execFileSync("umount", ["--lazy", folder]),
  };
}

/** The process that a supervisor keeps running, if there is one now. */
export function childOf({ pid }: ChildProcess): number | undefined {
  const ids = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return ids === "" ? undefined : Number(ids.split(" ")[0]);
}

/** Asks again and again, until the limit. Resolves to the time that it took, in ms. */
export async function until(isTrue: () => Promise<boolean>, limitMs: number): Promise<number> {
  const start = performance.now();
  while (!(await isTrue().catch(() => false))) {
    if (performance.now() - start > limitMs)
      throw new Error(`soak: expected something within ${limitMs} ms: ${isTrue.toString()}`);
    await wait(20);
  }
  return performance.now() - start;
}
