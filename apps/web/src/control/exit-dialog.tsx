/** The question before a run ends for all its viewers. */
import { currentExitPrompt, type View } from "@epochal/view";

export function ExitDialog({ view, onPress }: { readonly view: View; readonly onPress: (input: string) => void }) {
  const prompt = currentExitPrompt(view);
  if (!prompt) return null;
  return (
    <div class="exit" role="alertdialog" aria-label={prompt.question}>
      <p>{prompt.question}</p>
      {prompt.choices.map(({ name, label, inputs }) => (
        <button key={name} type="button" onClick={() => onPress(inputs[0]!)}>
          {label} <kbd>{name}</kbd>
        </button>
      ))}
    </div>
  );
}
