/** A key of the browser as the view names it: a character, or the name of a key, such as `left`. */

const NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  PageUp: "pageup",
  PageDown: "pagedown",
  Home: "home",
  End: "end",
  Escape: "escape",
  Enter: "return",
};

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "target" | "defaultPrevented">;

/** Undefined for keys that belong to the browser, or to the element that has the focus. */
export function keyInput({ key, ctrlKey, metaKey, altKey, target, defaultPrevented }: Pressed): string | undefined {
  if (ctrlKey || metaKey || altKey || defaultPrevented) return undefined;
  const element = target as Partial<HTMLElement> | null;
  const tag = element?.tagName;
  if (tag === "INPUT" || tag === "TEXTAREA" || tag === "SELECT") return undefined;
  if ((tag === "BUTTON" || tag === "A" || tag === "SUMMARY") && (key === " " || key === "Enter")) return undefined;
  return NAMES[key] ?? (Array.from(key).length === 1 ? key : undefined);
}
