/** The pages that need no server, and the list of the runs of one. */

interface SiteNavProps {
  readonly here: "train" | "lessons";
  /** The list of the server's runs; undefined on a static site. */
  readonly home: string | undefined;
}

export function SiteNav({ here, home }: SiteNavProps) {
  const current = (page: SiteNavProps["here"]) => (page === here ? "page" : undefined);
  return (
    <nav aria-label="pages">
      <strong>epochal</strong>
      {home !== undefined && <a href={home}>runs</a>}
      <a href="#" aria-current={current("train")}>
        train
      </a>
      <a href="#lesson=" aria-current={current("lessons")}>
        lessons
      </a>
    </nav>
  );
}
