/** The keys that do something now, the words on the page, the commands. */
import { helpSections } from "@epochal/view/help";
import type { View } from "@epochal/view";
import { useEffect, useRef } from "preact/hooks";

export function Help({ view, onClose }: { readonly view: View; readonly onClose: () => void }) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => ref.current?.showModal(), []);
  return (
    <dialog ref={ref} aria-label="help" onClose={onClose} onKeyDown={(event) => event.stopPropagation()}>
      <form method="dialog">
        <button type="submit">close</button>
      </form>
      {helpSections(view).map(({ title, entries }) => (
        <section key={title}>
          <h2>{title}</h2>
          <dl>
            {entries.map(({ name, text }) => (
              <div key={name}>
                <dt>
                  <kbd>{name}</kbd>
                </dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </dialog>
  );
}
