/** The command that is being typed. The keys go to the view, which completes and runs it. */
import type { ViewSettings } from "@epochal/view";
import { useEffect, useRef } from "preact/hooks";

interface PromptProps {
  readonly settings: ViewSettings;
  readonly onPress: (input: string) => void;
}

const NAMES: Readonly<Record<string, string>> = { Enter: "return", Escape: "escape", Backspace: "backspace" };

export function Prompt({ settings: { prompt, suggestion }, onPress }: PromptProps) {
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => ref.current?.focus(), []);
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
      <input ref={ref} value={prompt} placeholder={suggestion} onKeyDown={press} />
      <span class="quiet">Enter runs it, Esc closes it</span>
    </label>
  );
}
