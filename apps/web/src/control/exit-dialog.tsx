/** The question before a run ends for all its viewers. */
import { currentExitPrompt, type View } from "@epochal/view";

/** Once, when the question appears: Enter then answers it, wherever the focus was. */
const focus = (element: HTMLElement | null) => element?.focus();

export function ExitDialog({ view, onPress }: { readonly view: View; readonly onPress: (input: string) => void }) {
  const prompt = currentExitPrompt(view);
  if (!prompt) return null;
  return (
    <div class="exit" role="alertdialog" aria-label={prompt.question}>
      <p>{prompt.question}</p>
      {prompt.choices.map(({ name, label, inputs }, i) => (
        <button key={name} type="button" ref={i === 0 ? focus : null} onClick={() => onPress(inputs[0]!)}>
          {label} <kbd>{name}</kbd>
        </button>
      ))}
    </div>
  );
}
