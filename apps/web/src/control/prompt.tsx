/** The command that is being typed. The keys go to the view, which completes and runs it. */
import type { ViewSettings } from "@epochal/view";

interface PromptProps {
  readonly settings: ViewSettings;
  readonly onPress: (input: string) => void;
}

const NAMES: Readonly<Record<string, string>> = { Enter: "return", Escape: "escape", Backspace: "backspace" };

/** At once: the next key must not reach the button that had the focus. */
const focus = (element: HTMLElement | null) => element?.focus();

export function Prompt({ settings: { prompt, suggestion }, onPress }: PromptProps) {
  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const input = NAMES[event.key] ?? (Array.from(event.key).length === 1 ? event.key : undefined);
    if (input === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onPress(input);
  }
  return (
    <label class="prompt">
      command :
      <input ref={focus} value={prompt} placeholder={suggestion} onKeyDown={press} />
      <span class="quiet">Enter runs it, Esc closes it</span>
    </label>
  );
}
