/** Mutations of valid JSON: what hostile files and clients, and mistakes in an editor, produce. */
import fc from "fast-check";

type Path = readonly (string | number)[];
type Mutation = { readonly put: unknown } | "delete" | "rename" | "wrap";

/** The path of every property and element inside a JSON value. */
export function pathsOf(value: unknown, path: Path = []): Path[] {
  const inside: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item, i) => [i, item])
    : typeof value === "object" && value !== null
      ? Object.entries(value)
      : [];
  return [...(path.length > 0 ? [path] : []), ...inside.flatMap(([key, item]) => pathsOf(item, [...path, key]))];
}

/** Replaces or deletes the value at a path, renames it to `__proto__`, or puts it into a list. */
export function mutate(json: unknown, path: Path, mutation: Mutation): void {
  const last = path[path.length - 1];
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((inside, key) => (inside as Record<string, unknown>)[key], json) as Record<string, unknown>;
  const set = (key: string | number, value: unknown) =>
    Object.defineProperty(parent, key, { value, configurable: true, enumerable: true, writable: true });
  if (typeof mutation === "object") set(last, structuredClone(mutation.put));
  else if (mutation === "wrap") set(last, [parent[last]]);
  else {
    if (mutation === "rename") set("__proto__", parent[last]);
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete parent[last];
  }
}

const numbers = [-1, -0, 0, 1, 1.5, 1e9, 2 ** 32, 2 ** 53, 1e300, -1e300, Number.NaN, Infinity];
const texts = ["", "tanh", "1", "__proto__", "constructor", "toString", "\u001b[2J\u202e", "AAAA", "x".repeat(10_000)];
const values: unknown[] = [
  ...numbers,
  ...texts,
  null,
  true,
  false,
  [],
  [1],
  ["tanh"],
  [[1]],
  [1, 2],
  [null],
  {},
  { type: "adam" },
  { toString: 1, valueOf: 1 },
  JSON.parse("[".repeat(50) + "]".repeat(50)),
  JSON.parse('{"__proto__": {"a": 1}, "constructor": 1}'),
];
const mutations: Mutation[] = [...values.map((put) => ({ put })), "delete", "rename", "wrap"];

/** Copies of one of the JSON values, with one to three mutations. */
export function mutated(wholes: readonly unknown[]): fc.Arbitrary<unknown> {
  const chosen = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...mutations)), { minLength: 1, maxLength: 3 });
  return fc.tuple(fc.constantFrom(...wholes), chosen).map(([whole, places]) => {
    const json = structuredClone(whole);
    for (const [place, mutation] of places) {
      const paths = pathsOf(json);
      if (paths.length > 0) mutate(json, paths[place % paths.length], mutation);
    }
    return json;
  });
}

/**
 * Calls a function; returns the message of its TypeError or RangeError, and undefined if it throws none.
 * @throws any other error, and an Error when the call took more than 2 seconds of processor time or 100 MB of vectors.
 */
export function rejectionOf(use: () => void): string | undefined {
  const { arrayBuffers } = process.memoryUsage();
  // The wall clock also counts the time that a busy machine gives to other programs.
  const start = process.cpuUsage();
  let message: string | undefined;
  try {
    use();
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    ({ message } = error);
  }
  const { user, system } = process.cpuUsage(start);
  const [time, bytes] = [(user + system) / 1000, process.memoryUsage().arrayBuffers - arrayBuffers];
  if (time > 2000 || bytes > 1e8) throw new Error(`took ${time} ms and ${bytes} bytes`);
  return message;
}
