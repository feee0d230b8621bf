/** Runs random programs against the server, and then against the server with faults: `npm run model [PROGRAMS] [SEED]`. */
import fc from "fast-check";
import { faults, noFault } from "./faults.ts";
import { everyEventOnce } from "./programs.ts";

const [programs = 1500, seed = 1] = process.argv.slice(2).map(Number);
const start = performance.now();
const seconds = () => `${((performance.now() - start) / 1000).toFixed(0)} s`;

const sound = await fc.check(everyEventOnce(noFault), { numRuns: programs, seed });
console.log(
  sound.failed
    ? `${String(sound.errorInstance)}\n${fc.defaultReportMessage(sound)}`
    : `${programs} programs: every event once (${seconds()})`,
);
let caught = 0;
for (const [name, fault] of Object.entries(faults)) {
  const { failed, numRuns } = await fc.check(everyEventOnce(fault), { numRuns: programs, seed, endOnFailure: true });
  if (failed) caught += 1;
  console.log(`a server that ${name}: ${failed ? `caught by program ${numRuns}` : "NOT CAUGHT"} (${seconds()})`);
}
const all = Object.keys(faults).length;
const holds = !sound.failed && caught === all;
console.log(
  `${holds ? "holds" : "MISSED"}: ${programs} random programs ${sound.failed ? "failed" : "passed"}, ${caught} of ${all} planted faults caught`,
);
process.exitCode = holds ? 0 : 1;
