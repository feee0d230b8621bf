/** The lessons in their order. To add one: a Markdown file in `lessons/`, a line here. */
import type { Lesson } from "./lesson.ts";

interface LessonModule {
  readonly default: Lesson;
}

export interface LessonEntry {
  readonly title: string;
  /** Its subject, in a phrase. */
  readonly about: string;
  readonly load: () => Promise<LessonModule>;
}

export const lessons: Readonly<Record<string, LessonEntry>> = {
  perceptron: {
    title: "One neuron, and what it cannot do",
    about: "the perceptron, AND and XOR",
    load: () => import("../../lessons/perceptron.md") as Promise<LessonModule>,
  },
  activation: {
    title: "Why networks bend",
    about: "activation functions",
    load: () => import("../../lessons/activation.md") as Promise<LessonModule>,
  },
  notebook: {
    title: "A first network, line by line",
    about: "the notebook: forward, backward, update",
    load: () => import("../../lessons/notebook.md") as Promise<LessonModule>,
  },
  rate: {
    title: "How far to step",
    about: "the learning rate",
    load: () => import("../../lessons/rate.md") as Promise<LessonModule>,
  },
  overfitting: {
    title: "Learning by heart",
    about: "overfitting and early stopping",
    load: () => import("../../lessons/overfitting.md") as Promise<LessonModule>,
  },
};
