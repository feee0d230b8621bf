/** What screen readers say by themselves: the start, each tenth of the epochs, the end, and changes of the connection. */
import { createAnnouncer, spokenConnection, type View } from "@epochal/view";
import { useEffect, useRef, useState } from "preact/hooks";

export function Announcements({ view }: { readonly view: View }) {
  const announcer = useRef(createAnnouncer());
  const before = useRef<View>(undefined);
  const [lines, setLines] = useState<readonly string[]>([]);
  useEffect(() => {
    const fresh = announce(announcer.current, before.current, view);
    before.current = view;
    if (fresh.length > 0) setLines(fresh);
  }, [view]);
  return (
    <div class="spoken" role="log" aria-label="announcements">
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}

/** Commands and findings are left to the notice, which screen readers say too. */
function announce(announcer: ReturnType<typeof createAnnouncer>, before: View | undefined, view: View): string[] {
  const { started, latest, finished } = view.state;
  const fresh = [
    ...(started === before?.state.started ? [] : [started]),
    ...(latest === before?.state.latest ? [] : [latest]),
    ...(finished === before?.state.finished ? [] : [finished]),
  ];
  const lines = fresh.flatMap((event) => (event ? announcer.next(event, () => view.state) : []));
  const connection = before && spokenConnection(view, before.status);
  return connection === undefined ? lines : [...lines, connection];
}
