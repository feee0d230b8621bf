/** The network and its training, and the status of the run. */
import { connectionNote, runFacts, statusWord, type View } from "@epochal/view";

export function Header({ view, home }: { readonly view: View; readonly home: string }) {
  const { kind, text } = statusWord(view);
  const note = connectionNote(view);
  const [name, ...facts] = runFacts(view.state);
  return (
    <header>
      <a href={home}>all runs</a>
      <h1>{name?.text ?? "epochal"}</h1>
      <span class="facts">{facts.map((fact) => fact.text).join("  ")}</span>
      <span class={`status ${kind}`}>{text}</span>
      {note !== undefined && <span class="quiet">{note}</span>}
    </header>
  );
}
