/**
 * The terminal as Ink manages it: alternate screen, keys and window size, all restored at the end. The picture is painted without
 * Ink, which would spend most of a frame's time measuring characters.
 */
import { render, Text, useApp, useInput, useWindowSize, type Instance, type Key } from "ink";
import { createElement, useEffect, type ReactNode } from "react";
import type { WindowSize } from "../frame/layout.ts";
import { isWriteTerminal } from "./colour-depth.ts";
import { keyName } from "./key-name.ts";

/** A terminal that has not taken the end of the picture by then is not waited for. */
const RESTORED_MS = 300;

export interface ScreenProps {
  /** Called with the size of the window, now and after each change. */
  readonly onSize: (size: WindowSize) => void;
  /** Undefined if no keys can be pressed. */
  readonly onKey: ((input: string) => void) | undefined;
  /** Called with the way to lend the terminal. */
  readonly onMount: (lend: LendTerminal) => void;
}

/** Restores the terminal until `use` is over. */
export type LendTerminal = (use: () => void | Promise<void>) => Promise<void>;

/** Takes over the terminal, until the screen is unmounted. */
export function mountScreen(stdout: NodeJS.WriteStream, stdin: NodeJS.ReadStream, props: ScreenProps): Instance {
  return render(createElement(Screen, props), {
    stdout,
    stdin,
    alternateScreen: true,
    exitOnCtrlC: false,
    // The caller has decided that there is a viewer.
    interactive: isWriteTerminal(stdout),
    isScreenReaderEnabled: false,
    patchConsole: false,
    // Ink draws nothing, so it need not wait.
    maxFps: 1000,
  });
}

/** Restores the terminal; resolves when it is restored, or takes nothing. */
export async function unmountScreen(screen: Instance): Promise<void> {
  const exit = screen.waitUntilExit().catch(() => {});
  screen.unmount();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((resolve) => (timer = setTimeout(resolve, RESTORED_MS)));
  await Promise.race([exit, timeout]);
  clearTimeout(timer);
}

function Screen({ onSize, onKey, onMount }: ScreenProps): ReactNode {
  const { columns, rows } = useWindowSize();
  const { suspendTerminal } = useApp();
  useEffect(() => onSize({ columns, rows }), [columns, rows, onSize]);
  useEffect(() => onMount(suspendTerminal), [suspendTerminal, onMount]);
  useInput((input, key) => keysOf(input, key).forEach((pressed) => onKey?.(pressed)), {
    isActive: onKey !== undefined,
  });
  return createElement(Text);
}

/** The keymap's names of keys that send an escape sequence. */
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

/** One key, or several: a key held down, fast typing and pasted text come as one input. */
function keysOf(input: string, key: Key): string[] {
  for (const [name, called] of Object.entries(NAMED)) if (key[name as keyof typeof NAMED]) return [called];
  if (key.ctrl && /^[a-z]$/.test(input)) return [`ctrl-${input}`];
  return Array.from(input, keyName);
}
