import { exampleTraining } from "@epochal/data";
import { expect, test } from "vitest";
import { InputError } from "../errors.ts";
import { checkFileSizes } from "./check-file-sizes.ts";

const small = exampleTraining("notebook");
const large = exampleTraining("notebook", { hidden: [5000, 5000] });
const medium = exampleTraining("notebook", { hidden: [3500, 3500] });

test("a network that is too large for its files is refused before it is trained", () => {
  checkFileSizes(small, { save: "model.json", checkpoint: "run.json" });
  checkFileSizes(large, {});
  checkFileSizes(medium, { save: "model.json" });
  expect(() => checkFileSizes(large, { save: "model.json" })).toThrow(
    new InputError(
      "--save: a file holds a network of at most 23.3 million weights, this one has 26 million: use fewer units (--hidden) or networks (--ensemble), or leave out --save",
    ),
  );
  const adam = { spec: { ...medium.spec, optimizer: { type: "adam" } } } as const;
  expect(() => checkFileSizes(adam, { checkpoint: "run.json" })).toThrow(
    /^--checkpoint: a file holds a network of at most 10 million weights, this one has 13 million: /,
  );
});
