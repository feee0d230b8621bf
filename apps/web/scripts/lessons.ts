/** Compiles the Markdown of the lessons when the page is built, so that the page needs no parser. */
import type { Plugin } from "vite";
import { parseLesson } from "./parse-lesson.ts";

export function lessons(): Plugin {
  return {
    name: "lessons",
    transform: {
      filter: { id: /lessons.[\w-]+\.md$/ },
      handler(text, id) {
        return { code: `export default ${JSON.stringify(parseLesson(text, id))};`, moduleType: "js" };
      },
    },
  };
}
