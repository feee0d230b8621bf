/** The network and its training, and the status of the run. */
import { connectionNote, runFacts, statusWord, type View } from "@epochal/view";
import type { ComponentChildren } from "preact";

interface HeaderProps {
  readonly view: View;
  /** The address of the list of runs; undefined: there is no way to it. */
  readonly home: string | undefined;
  /** Whether the page has a heading of its own above it. Default false. */
  readonly isNested?: boolean;
  readonly children?: ComponentChildren;
}

export function Header({ view, home, isNested = false, children }: HeaderProps) {
  const { kind, text } = statusWord(view);
  const note = connectionNote(view);
  const Heading = isNested ? "h2" : "h1";
  const [name, ...facts] = runFacts(view.state);
  return (
    <header>
      {home !== undefined && <a href={home}>all runs</a>}
      <Heading>{name?.text ?? "epochal"}</Heading>
      <span class="facts">{facts.map((fact) => fact.text).join("  ")}</span>
      {children}
      {note !== undefined && <span class="quiet">{note}</span>}
      <span class={`status ${kind}`}>{text}</span>
    </header>
  );
}
