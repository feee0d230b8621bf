/** The controls of the choices: their labels, limits and names. */
import { activations, losses, optimizers } from "@epochal/core";
import { dataSets, defaultChoices, isFixed, type Choices, type DataSetName } from "./data-sets.ts";

/** A choice of a number: its limits, and the step of its control. */
export interface NumberChoice {
  readonly label: string;
  readonly help: string;
  readonly min: number;
  readonly max: number;
  /** 1 for whole numbers; `any` otherwise. */
  readonly step: 1 | "any";
}

export const numberChoices = {
  rate: { label: "learning rate", help: "how far each update goes", min: 1e-9, max: 1e6, step: "any" },
  batch: { label: "batch", help: "rows per update; 0: all of them", min: 0, max: 100_000, step: 1 },
  rows: { label: "rows", help: "examples in the data set", min: 10, max: 2000, step: 1 },
  noise: { label: "noise", help: "how far the examples stray", min: 0, max: 100, step: "any" },
  seed: { label: "seed", help: "chance: the same seed gives the same training", min: 0, max: 2 ** 32 - 1, step: 1 },
  epochs: { label: "epochs", help: "passes over the rows", min: 1, max: 1_000_000, step: 1 },
  patience: {
    label: "patience",
    help: "stop after this many epochs without a lower loss; 0: never",
    min: 0,
    max: 1_000_000,
    step: 1,
  },
} satisfies Partial<Record<keyof Choices, NumberChoice>>;

export type NumberName = keyof typeof numberChoices;

/** The numbers that can be chosen for a data set. */
export function numbersOf(data: DataSetName): readonly NumberName[] {
  const names = Object.keys(numberChoices) as NumberName[];
  return isFixed(data) ? names.filter((name) => name !== "rows" && name !== "noise") : names;
}

export const MAX_LAYERS = 4;
export const MAX_UNITS = 128;

export type NameChoice = "data" | "activation" | "loss" | "optimizer";

/** The names that can be chosen, for the data set that is. */
export function namesOf(choice: NameChoice, { data }: Pick<Choices, "data">): readonly string[] {
  switch (choice) {
    case "data":
      return Object.keys(dataSets);
    case "activation":
      return Object.keys(activations);
    case "optimizer":
      return Object.keys(optimizers);
    case "loss": {
      const links: Readonly<Record<string, { readonly link?: string }>> = losses;
      const usual = links[defaultChoices(data).loss]?.link;
      return Object.keys(losses).filter((name) => links[name]?.link === usual);
    }
  }
}
