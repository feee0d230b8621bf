/** Buttons for the keys that do something now. */
import { keyHints, type View } from "@epochal/view";

interface ControlsProps {
  readonly view: View;
  /** Presses the key of a button. */
  readonly onPress: (input: string) => void;
}

/** Keys that concern panels of a terminal. */
const TERMINAL_KEYS = new Set(["Tab"]);

export function Controls({ view, onPress }: ControlsProps) {
  const keys = keyHints(view).filter(({ name }) => !TERMINAL_KEYS.has(name));
  return (
    <div class="controls" role="toolbar" aria-label="controls">
      {keys.flatMap((key) =>
        // Two keys of one name, such as `[ ]`, are two buttons.
        inputsOf(key.name, key.input).map(([sign, input]) => (
          <button key={input} type="button" title={key.help(view)} onClick={() => onPress(input)}>
            {PAIRED[sign] ?? key.label(view)} <kbd>{sign}</kbd>
          </button>
        )),
      )}
    </div>
  );
}

/** Keys that share a name and a label in the terminal: a button says what one of them does. */
const PAIRED: Readonly<Record<string, string>> = {
  "[": "halve lr",
  "]": "double lr",
  "<": "slower",
  ">": "faster",
  "←": "back",
  "→": "forth",
};

const ARROWS: Readonly<Record<string, string>> = { "←": "left", "→": "right" };

function inputsOf(name: string, input: string): (readonly [sign: string, input: string])[] {
  const signs = name.split(" ");
  if (signs.length === 1) return [[name, input]];
  return signs.map((sign) => [sign, ARROWS[sign] ?? sign]);
}
