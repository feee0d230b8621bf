/** The sums of complete blocks of events: a tree with a node for each block, for each 16 blocks, for each 256 … */
import { createRollup, type Rollup } from "@epochal/protocol";

export interface BlockTree {
  readonly blocks: readonly Rollup[];
  /** Adds the next block. */
  add(block: Rollup): void;
  /** The few sums, oldest first, that make up the blocks from `first` to before `end`. */
  parts(first: number, end: number): Rollup[];
}

const CHILDREN = 16;

export function createBlockTree(): BlockTree {
  const blocks: Rollup[] = [];
  /** The complete nodes of each level. */
  const levels = [blocks];

  function add(node: Rollup, level: number): void {
    const nodes = (levels[level] ??= []);
    nodes.push(node);
    if (nodes.length % CHILDREN === 0) add(sumOf(nodes.slice(-CHILDREN)), level + 1);
  }

  return {
    blocks,
    add: (block) => add(block, 0),
    parts(first, end) {
      const parts: Rollup[] = [];
      for (let block = first; block < end;) {
        let [level, size] = [0, 1];
        while (block % (size * CHILDREN) === 0 && block + size * CHILDREN <= end) {
          level += 1;
          size *= CHILDREN;
        }
        parts.push(levels[level]![block / size]!);
        block += size;
      }
      return parts;
    },
  };
}

/** A new rollup with the sum of consecutive ones. */
export function sumOf(rollups: readonly Rollup[]): Rollup {
  const sum = createRollup();
  for (const rollup of rollups) sum.append(rollup);
  return sum;
}
