/**
 * The terminal as Ink keeps it: an alternate screen, keys, a size, and everything as it was when it ends. The picture itself
 * is painted past Ink, whose measuring of every character would take most of a frame's time.
 */
import { Text, useApp, useInput, useWindowSize, type Key } from "ink";
import { createElement, useEffect, type ReactNode } from "react";
import type { WindowSize } from "../frame/layout.ts";

export interface ScreenProps {
  /** Called with the size of the window, at once and after each change. */
  readonly onSize: (size: WindowSize) => void;
  /** Undefined where there is nobody to press a key. */
  readonly onKey: ((input: string, lend: LendTerminal) => void) | undefined;
}

/** Gives the terminal back as it was, until what is done with it is over. */
export type LendTerminal = (use: () => void | Promise<void>) => Promise<void>;

export function Screen({ onSize, onKey }: ScreenProps): ReactNode {
  const { columns, rows } = useWindowSize();
  const { suspendTerminal } = useApp();
  useEffect(() => onSize({ columns, rows }), [columns, rows, onSize]);
  useInput((input, key) => keysOf(input, key).forEach((pressed) => onKey?.(pressed, suspendTerminal)), {
    isActive: onKey !== undefined,
  });
  return createElement(Text);
}

/** Keys that send a sequence, by name. */
const NAMED = {
  leftArrow: "left",
  rightArrow: "right",
  upArrow: "up",
  downArrow: "down",
  pageUp: "pageup",
  pageDown: "pagedown",
  home: "home",
  end: "end",
  return: "return",
  escape: "escape",
  tab: "tab",
  backspace: "backspace",
  delete: "backspace",
} as const;

/** Ink takes control characters apart; the tables of keys know what the terminal sent. A key held down may come several times at once. */
function keysOf(input: string, key: Key): string[] {
  for (const [name, called] of Object.entries(NAMED)) if (key[name as keyof typeof NAMED]) return [called];
  if (key.ctrl && /^[a-z]$/.test(input)) return [String.fromCharCode(input.charCodeAt(0) - 0x60)];
  return Array.from(input, (character) => PASTED[character] ?? character);
}

/** What is pasted, or typed fast, comes as one text. */
const PASTED: Readonly<Record<string, string>> = {
  "\r": "return",
  "\n": "return",
  "\t": "tab",
  "\x7f": "backspace",
  "\b": "backspace",
};
