/** The lessons: their figures train, and their exercises recognize right answers. */
import { train } from "@epochal/stream";
import { runStates } from "@epochal/view";
import { readdirSync, readFileSync } from "node:fs";
import { lastValueFrom } from "rxjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseLesson } from "../scripts/parse-lesson.ts";
import { checkRun } from "../src/lessons/checks.ts";
import { lessons } from "../src/lessons/index.ts";
import type { Figure } from "../src/lessons/lesson.ts";
import { readAddress } from "../src/train/choices-in-address.ts";
import { numbersOf } from "../src/train/controls.ts";
import { trainingOf } from "../src/train/training.ts";
import { hasBrowser, openSite, type OpenSite } from "./browser.ts";

const folder = new URL("../lessons/", import.meta.url);

function lessonOf(name: string) {
  return parseLesson(readFileSync(new URL(`${name}.md`, folder), "utf8"), name);
}

function figuresOf(name: string): Figure[] {
  return lessonOf(name).parts.flatMap((part) => (part.kind === "figure" ? part.figure : []));
}

/** Changes to the exercise of a lesson that answer it, and some that do not. */
const answers: Readonly<Record<string, { readonly right: readonly string[]; readonly wrong: readonly string[] }>> = {
  perceptron: { right: ["hidden=4", "hidden=8"], wrong: ["", "seed=9", "hidden=2"] },
  activation: { right: ["activation=relu", "activation=tanh"], wrong: ["", "activation=identity"] },
  notebook: { right: ["rate=0.1", "optimizer=momentum"], wrong: ["", "rate=0.5", "optimizer=adam", "epochs=1000"] },
  rate: { right: ["rate=0.03", "rate=0.1"], wrong: ["", "rate=0.01", "rate=0.5", "rate=10"] },
  overfitting: { right: ["patience=20", "patience=100"], wrong: ["", "patience=1", "patience=3"] },
};

describe("lessons", () => {
  test("every file is in the list, under its title, and ends with an exercise", () => {
    expect(readdirSync(folder).toSorted()).toEqual(
      Object.keys(lessons)
        .map((name) => `${name}.md`)
        .toSorted(),
    );
    for (const [name, { title }] of Object.entries(lessons)) {
      const lesson = lessonOf(name);
      expect(lesson.title).toBe(title);
      expect(lesson.parts.at(-1)).toMatchObject({ kind: "figure", figure: { check: expect.any(String) as string } });
    }
  });

  test.each(Object.keys(lessons))("the figures of %s have trainings and controls that there are", (name) => {
    for (const { train: address, controls, panels } of figuresOf(name)) {
      const { choices } = readAddress(address);
      const known = ["hidden", "activation", "loss", "optimizer", ...numbersOf(choices.data)];
      expect(controls.filter((control) => !known.includes(control))).toEqual([]);
      expect(panels.filter((panel) => !["fit", "loss", "network", "metrics"].includes(panel))).toEqual([]);
    }
  });

  async function verdictOn(name: string, change: string): Promise<boolean | undefined> {
    const exercise = figuresOf(name).at(-1)!;
    const given = new URLSearchParams(exercise.train);
    for (const [key, value] of new URLSearchParams(change)) given.set(key, value);
    const { spec, data } = trainingOf(readAddress(given.toString()).choices);
    const state = await lastValueFrom(runStates({ chunks$: train(spec, data) }));
    return checkRun(exercise.check!, state)?.isRight;
  }

  test.each(Object.entries(answers))(
    "the exercise of %s accepts right answers only",
    async (name, { right, wrong }) => {
      for (const change of right) expect([change, await verdictOn(name, change)]).toEqual([change, true]);
      for (const change of wrong) expect([change, await verdictOn(name, change)]).toEqual([change, false]);
    },
  );
});

describe.skipIf(!hasBrowser("the tests of the lessons in the page"))("a lesson in the page", () => {
  let site: OpenSite;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site.close());

  test("shows its figures, and says whether an exercise is solved", async () => {
    const page = await site.open("lesson=");
    await page.getByRole("link", { name: "One neuron, and what it cannot do" }).click();
    const exercise = page.locator("figure.exercise");
    await exercise.getByRole("button", { name: "train" }).click();
    await exercise.getByRole("button", { name: "to the end" }).click();
    await exercise.getByText(/^Not yet: 2 of 4 corners are right/).waitFor();
    await exercise.getByLabel("hidden layers").selectOption("1");
    await exercise.getByRole("button", { name: "to the end" }).click();
    await exercise.getByText(/^Right: all four corners/).waitFor();
    await expect(page.locator("figure.live").count()).resolves.toBe(3);

    for (const [name, { title }] of Object.entries(lessons).toReversed()) {
      await page.evaluate((fragment) => (location.hash = fragment), `lesson=${name}`);
      await page.getByRole("heading", { name: title }).waitFor();
      await page.locator("figure.exercise").getByRole("button", { name: "train" }).waitFor();
    }
    expect(site.problems).toEqual([]);
    await page.close();
  });
});
