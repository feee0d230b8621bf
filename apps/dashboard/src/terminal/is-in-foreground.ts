/** Job control: a process in the background must not change or read its terminal, or the system stops it. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Whether this process may use its terminal, or has none: its process group is the terminal's foreground group. */
export function isInForeground(): boolean {
  const [group, foregroundGroup] = processGroups();
  return group === undefined || !(Number(foregroundGroup) > 0) || group === foregroundGroup;
}

/** Whether this process has a terminal: its session loses it when its shell exits, for example. */
export function hasTerminal(): boolean {
  const [, foregroundGroup] = processGroups();
  return foregroundGroup !== "-1";
}

/** This process's group and its terminal's foreground group; nothing if the system does not know them. */
function processGroups(): readonly (string | undefined)[] {
  if (process.platform === "win32") return [];
  if (process.platform !== "linux") {
    const { stdout } = spawnSync("ps", ["-o", "pgid=", "-o", "tpgid=", "-p", String(process.pid)], {
      encoding: "utf8",
    });
    return stdout?.trim().split(/\s+/) ?? [];
  }
  try {
    const stat = readFileSync("/proc/self/stat", "latin1");
    // proc(5): the name, which may hold parentheses, then state, parent, group, session, terminal, foreground group.
    const [, , group, , , foregroundGroup] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return [group, foregroundGroup];
  } catch {
    return [];
  }
}
