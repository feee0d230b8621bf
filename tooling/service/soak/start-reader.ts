/** Readers of all kinds, by their number. */
import { createRandom } from "@epochal/core";
import { startLibraryReader } from "./library-reader.ts";
import { startRawReader } from "./raw-reader.ts";
import type { Reader, ServerAddress } from "./reader.ts";

/** The i-th reader. In every ten, four subscribe with our client, one iterates with it, three are raw sockets, two thin events. */
export function startReader(i: number, address: ServerAddress, first: string, seed: number): Reader {
  const random = createRandom([seed, 2, i]);
  const base = { name: `reader ${i}`, first };
  switch (i % 10) {
    case 1:
      return startLibraryReader(address, random, { ...base, isIterating: true, window: 64 });
    case 2:
    case 3:
      return startRawReader(address, random, base);
    case 4:
      return startRawReader(address, random, { ...base, window: 256 });
    case 5:
      return startLibraryReader(address, random, { ...base, mode: "latest" });
    case 6:
      return startLibraryReader(address, random, { ...base, mode: "sampled", perSecond: 20 });
    default:
      return startLibraryReader(address, random, { ...base, window: i % 2 === 0 ? 32 : 1024 });
  }
}
