// Before every test file: properties draw the same examples each time, so that a test that passes does so again.
import fc from "fast-check";

fc.configureGlobal({ seed: 1 });
