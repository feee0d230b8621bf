/**
 * A lesson in Markdown becomes parts: text as HTML, and figures. A fenced block `figure` or `exercise` is a training with its own controls;
 * each line is `name: value`:
 *
 *     train: data=xor&hidden=        as in the address of the page
 *     panels: fit loss
 *     controls: hidden activation
 *     check: everyCorner             of an exercise: see `src/lessons/checks.ts`
 */
import { marked } from "marked";
import type { Figure, Lesson, LessonPart } from "../src/lessons/lesson.ts";

/** @throws Error for a lesson without a heading, and a figure without its lines. */
export function parseLesson(text: string, file: string): Lesson {
  const tokens = marked.lexer(text);
  const [heading] = tokens;
  if (heading?.type !== "heading") throw new Error(`${file}: begin with the heading of the lesson`);
  const parts: LessonPart[] = [];
  let html = "";
  const endText = () => {
    if (html !== "") parts.push({ kind: "text", html });
    html = "";
  };
  for (const token of tokens.slice(1)) {
    if (token.type === "code" && (token.lang === "figure" || token.lang === "exercise")) {
      endText();
      parts.push({ kind: "figure", figure: parseFigure(token.text, token.lang === "exercise", file) });
    } else html += marked.parser([token]);
  }
  endText();
  return { title: heading.text, parts };
}

function parseFigure(text: string, isExercise: boolean, file: string): Figure {
  const lines = new Map(
    text.split("\n").map((line) => {
      const at = line.indexOf(":");
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
  const get = (name: string) => {
    const value = lines.get(name);
    if (value === undefined) throw new Error(`${file}: a figure has no line "${name}:"`);
    return value;
  };
  const words = (name: string) => get(name).split(" ").filter(Boolean);
  return {
    train: get("train"),
    panels: words("panels"),
    controls: words("controls"),
    ...(isExercise && { check: get("check") }),
  };
}
