import { expect, test } from "vitest";
import { spec } from "@epochal/log/fake-chunks";
import { createCatalogue } from "../runs/catalogue.ts";
import { readTraining, type ReadContext } from "./read-run.ts";

/** Reads the training of a queued run whose entry has this text in place of its training. */
function read(training: string) {
  const entry = { id: "a", log: "l", name: "n", epochs: 1, state: "queued", started: 1, writer: "w", training };
  const runs = { get: async () => ({ operation: "PUT", string: () => JSON.stringify(entry) }) };
  return readTraining({ catalogue: createCatalogue(), runs } as unknown as ReadContext, "a");
}

test.each(["junk", "{}", '{"spec":null}', '{"spec":{"network":{"layers":[null]}}}'])(
  "the training %j of another program is damage, and is not read again",
  async (training) => {
    await expect(read(training)).rejects.toThrow(new RangeError("training of a wrong form: the store is damaged"));
    expect((await read(JSON.stringify({ spec })))?.spec).toEqual(spec);
  },
);
