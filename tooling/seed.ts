// Runs before every test file: property tests draw the same examples each time, so that results are reproducible.
import fc from "fast-check";

fc.configureGlobal({ seed: 1 });
