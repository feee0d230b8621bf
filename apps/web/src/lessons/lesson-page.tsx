/** A lesson: text with live figures, and an exercise at its end; or the list of all. */
import { useEffect, useState } from "preact/hooks";
import type { Lesson } from "./lesson.ts";
import { SiteNav } from "../site-nav.tsx";
import { Figure } from "./figure.tsx";
import { lessons } from "./index.ts";

interface LessonPageProps {
  /** The lesson's name; an unknown name shows the list. */
  readonly name: string;
  readonly home: string | undefined;
}

export function LessonPage({ name, home }: LessonPageProps) {
  const entry = Object.hasOwn(lessons, name) ? lessons[name] : undefined;
  const [lesson, setLesson] = useState<Lesson>();
  const title = entry?.title ?? "lessons";
  useEffect(() => {
    document.title = `epochal: ${title}`;
    void entry?.load().then((module) => setLesson(module.default));
  }, []);
  return (
    <main class="lesson">
      <SiteNav here="lessons" home={home} />
      <h1>{title}</h1>
      {entry === undefined && <LessonList />}
      {lesson?.parts.map((part, i) =>
        part.kind === "figure" ? (
          <Figure key={i} figure={part.figure} />
        ) : (
          // The build has made it from our own Markdown.
          <div key={i} class="prose" dangerouslySetInnerHTML={{ __html: part.html }} />
        ),
      )}
      {lesson && <Next name={name} />}
    </main>
  );
}

function LessonList() {
  return (
    <>
      <p class="prose">Five short lessons. Each has figures that train in this page, and ends with an exercise.</p>
      <ol class="prose">
        {Object.entries(lessons).map(([name, { title, about }]) => (
          <li key={name}>
            <a href={`#lesson=${name}`}>{title}</a> <span class="quiet">{about}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

function Next({ name }: { readonly name: string }) {
  const names = Object.keys(lessons);
  const next = names[names.indexOf(name) + 1];
  return (
    <p class="prose">
      {next === undefined ? (
        <a href="#data=spiral">That was the last one: train a network of your own</a>
      ) : (
        <a href={`#lesson=${next}`}>Next: {lessons[next]!.title}</a>
      )}
    </p>
  );
}
