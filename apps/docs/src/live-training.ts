/** Trainings in frames of the site's pages: the built web page, which needs no server of epochal. */
import { escapeHtml, type RenderBlock } from "./render-markdown.ts";

/** The blocks of a lesson: each figure is a training that runs, an exercise is a link to the lesson, which checks the answer. */
export function renderLessonBlock(lesson: string): RenderBlock {
  return (language, text) => {
    if (language !== "figure" && language !== "exercise") return undefined;
    const { train = "", panels = "" } = Object.fromEntries(
      text.split("\n").map((line) => line.split(/: ?(.*)/, 2) as [string, string]),
    );
    const [panel = "fit"] = panels.split(" ");
    const link = (address: string, words: string) => `<a href="live/${escapeHtml(address)}">${words}</a>`;
    if (language === "exercise") {
      return `<p>${link(`#lesson=${lesson}`, "Open the lesson")} to do the exercise: it has the controls, and says whether the answer is right.</p>\n`;
    }
    return `<figure>${frameOf(train, panel)}<figcaption>Here it trains by itself. ${link(`#${train}`, "Change it")}</figcaption></figure>\n`;
  };
}

/** A frame that trains when it comes into sight. */
function frameOf(training: string, panel: string): string {
  const address = `live/index.html?view=embed&panel=${panel}#${training}`;
  return `<iframe src="${escapeHtml(address)}" title="A training: ${panel}" loading="lazy"></iframe>`;
}
