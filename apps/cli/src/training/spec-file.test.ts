import { parseCsv, recipe } from "@epochal/data";
import { expect, test } from "vitest";
import { InputError } from "../errors.ts";
import { addToFlags, parseSpecFile, withSpecFile } from "./spec-file.ts";

const flags = { target: "y", missing: "impute" } as const;
const table = parseCsv(`x,y\n${Array.from({ length: 40 }, (_, i) => `${i},${(i * 7) % 11}`).join("\n")}`);

test("fields of a file replace those of the recipe, and the others stay", () => {
  const overrides = parseSpecFile(
    "s.json",
    '{"epochs": 3, "optimizer": {"type": "adam"}, "clipping": {"norm": 1}, "network": {"members": 4}}',
    flags,
  );
  const { epochs, optimizer, ensemble } = addToFlags(flags, overrides);
  const { spec, data } = recipe(table, { target: "y", epochs: epochs!, optimizer: optimizer!, ensemble: ensemble! });
  const changed = withSpecFile("s.json", { name: "t", spec, data }, overrides).spec;
  expect(changed).toEqual({
    ...spec,
    clipping: { norm: 1 },
  });
  expect(changed).toMatchObject({
    epochs: 3,
    network: { members: 4 },
    optimizer: { type: "adam", learningRate: 0.003 },
  });
});

const wrong: [text: string, message: string | RegExp][] = [
  ["{", /^s\.json: this is no JSON: /],
  ["[1]", 's.json: a spec is an object such as {"batchSize": 64}, not a list of 1'],
  ['{"epoch": 3}', /^s\.json: a spec has no field "epoch" that a file may set: it has network, loss, /],
  ['{"network": {"inputs": 3}}', /^s\.json: network has no field "inputs" that a file may set: it has layers, /],
  ['{"network": 3}', "s.json: expected a network with inputs and layers, got 3"],
  ['{"batchSize": "x"}', 's.json: expected batchSize to be an integer ≥ 1, got "x"'],
  ['{"loss": "none"}', /^s\.json: .*loss.*"none"/],
  ['{"optimizer": {"type": "adam", "rate": 1}}', /^s\.json: .*rate/],
  ['{"stopping": [{"type": "patience", "epochs": 5}]}', "s.json: --patience also sets stopping: leave out one of them"],
  ['{"optimizer": {"type": "sgd"}}', "s.json: --learning-rate also sets optimizer: leave out one of them"],
];

test.each(wrong)("the file %s is refused", (text, message) => {
  const isTwice = String(message).includes("also sets");
  const parse = () => parseSpecFile("s.json", text, isTwice ? { ...flags, patience: 3, learningRate: 0.1 } : flags);
  expect(parse).toThrow(InputError);
  expect(parse).toThrow(message);
});

test("a network that does not fit the table is refused", () => {
  const overrides = parseSpecFile("s.json", '{"network": {"layers": [{"units": 2, "activation": "identity"}]}}', flags);
  const training = { name: "t", ...recipe(table, { target: "y" }) };
  expect(() => withSpecFile("s.json", training, overrides)).toThrow(
    "s.json: expected 2 outputs in train, to match the network, got 1",
  );
});
