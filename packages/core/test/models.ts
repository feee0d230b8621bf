/** Models of every kind that can be exported, with random weights instead of trained ones. */
import { activations, createModel, createNetwork, createRandom, dense } from "../src/index.ts";
import type { ActivationName, Columns, OutputTransformName, Model, Scalers } from "../src/index.ts";

export const activationNames = Object.keys(activations) as ActivationName[];

/** One number and one category, three inputs; two targets. */
export const columns: Columns = {
  inputs: [
    { name: "area", kind: "number" },
    { name: "city", kind: "category", values: ["Zürich", "Bern"] },
  ],
  targets: ["price", "rent"],
};

const links: readonly OutputTransformName[] = ["sigmoid", "softmax"];

/**
 * Each activation, with 1 and 3 members, with and without a shortcut; networks that predict probabilities; and networks with
 * knots and limits.
 */
export const kinds: readonly Kind[] = [
  ...activationNames.flatMap((activation) =>
    [1, 3].flatMap((members) => [false, true].map((shortcut) => ({ activation, members, shortcut }))),
  ),
  ...links.flatMap((link) => [1, 3].map((members) => ({ activation: "tanh" as const, members, link }))),
  { activation: "relu", knots: true },
  { activation: "tanh", limits: true },
  { activation: "relu", members: 3, shortcut: true, knots: true, limits: true },
];

export interface Kind {
  readonly activation: ActivationName;
  readonly members?: number;
  readonly shortcut?: boolean;
  /** Default `identity`, or `gaussian` with four outputs. */
  readonly link?: OutputTransformName;
  /** Number of outputs; the first two are the targets. Default 2. */
  readonly outputs?: number;
  /** Whether the area has knots. */
  readonly knots?: boolean;
  /** Whether inputs and predictions are clamped. */
  readonly limits?: boolean;
}

/** 3 inputs, 5 and 4 hidden units, the activation in every layer, outputs included; all parameters random, biases included. */
export function drawnModel({ activation, outputs = 2, link, knots, limits, ...rest }: Kind): Model {
  const layers = [dense(5, activation), dense(4, activation), dense(outputs, activation)];
  const network = createNetwork({ inputs: knots ? 6 : 3, layers, ...rest });
  const random = createRandom(7);
  const scalers: Scalers = {
    inputs: {
      offset: [120, 0.4, 0.6],
      scale: [35, 0.49, 0.48],
      ...(knots && { knots: [[60, 100.5, 130, 200], [], []] }),
      ...(limits && {
        limits: [
          [50, 190],
          [0, 1],
          [0, 1],
        ] as const,
      }),
    },
    targets: {
      offset: [500, -3],
      scale: [90, 0.7],
      ...(limits && {
        limits: [
          [450, 640],
          [-4, -2],
        ] as const,
      }),
    },
  };
  const parameters = Float64Array.from(network.parameters, () => random.randn());
  return createModel(network.spec, parameters, scalers, {
    columns,
    residuals: [
      [0.5, 1, 4],
      [0, 0.25, 3],
    ],
    ...(limits && {
      difficulties: [
        { at: [480, 520], factors: [0.5, 2] },
        { at: [], factors: [] },
      ],
    }),
    ...(link && { link }),
  });
}

/** Rows with areas inside and far outside the range of the scaler. */
export function drawnRows(): number[][] {
  const random = createRandom(8);
  return Array.from({ length: 50 }, (_, i) => [120 + 35 * random.randn() * (i < 40 ? 1 : 30), i % 2, (i + 1) % 2]);
}
