/** The network and its training, and the status of the run. */
import { connectionNote, runFacts, statusWord, type View } from "@epochal/view";
import type { ComponentChildren } from "preact";

interface HeaderProps {
  readonly view: View;
  /** The address of the list of runs; undefined: there is no way to it. */
  readonly home: string | undefined;
  readonly children?: ComponentChildren;
}

export function Header({ view, home, children }: HeaderProps) {
  const { kind, text } = statusWord(view);
  const note = connectionNote(view);
  const [name, ...facts] = runFacts(view.state);
  return (
    <header>
      {home !== undefined && <a href={home}>all runs</a>}
      <h1>{name?.text ?? "epochal"}</h1>
      <span class="facts">{facts.map((fact) => fact.text).join("  ")}</span>
      {children}
      {note !== undefined && <span class="quiet">{note}</span>}
      <span class={`status ${kind}`}>{text}</span>
    </header>
  );
}
