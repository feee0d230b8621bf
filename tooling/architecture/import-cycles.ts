/** Files that import each other, directly or through others. Type imports count: they tie files together for the reader. */
import { posix } from "node:path";
import { importsOf } from "./imports.ts";
import type { SourceFile } from "./source-files.ts";

/** Groups of files that reach each other, by path. Tarjan, Depth-first search and linear graph algorithms (1972). */
export function importCycles(files: readonly SourceFile[]): string[][] {
  const paths = new Set(files.map(({ path }) => path));
  const targets = new Map(
    files.map((file) => {
      const resolved = importsOf(file).map((specifier) => posix.join(posix.dirname(file.path), specifier));
      return [file.path, resolved.filter((path) => paths.has(path))];
    }),
  );
  const order = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];

  /** Returns the earliest file on the stack that `path` reaches, by its number. */
  function visit(path: string): number {
    const number = order.size;
    order.set(path, number);
    stack.push(path);
    let lowest = number;
    for (const target of targets.get(path)!) {
      if (!order.has(target)) lowest = Math.min(lowest, visit(target));
      else if (stack.includes(target)) lowest = Math.min(lowest, order.get(target)!);
    }
    if (lowest === number) {
      const group = stack.splice(stack.indexOf(path));
      if (group.length > 1 || targets.get(path)!.includes(path)) cycles.push(group.toSorted());
    }
    return lowest;
  }

  for (const path of paths) if (!order.has(path)) visit(path);
  return cycles;
}
