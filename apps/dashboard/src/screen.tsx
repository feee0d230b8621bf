/** The dashboard as Ink sees it: lines of a frame as high as the window allows, and a hand for every key. */
import { Box, Text, useApp, useInput, useWindowSize, type Key } from "ink";
import { useSyncExternalStore, type ReactNode } from "react";
import { drawFrame } from "./frame.ts";
import type { ColourDepth } from "./theme.ts";
import type { View } from "./view.ts";

/** A view that changes over time. */
export interface Views {
  /** Calls back after each change; the returned function ends that. */
  readonly subscribe: (onChange: () => void) => () => void;
  /** The view of now: the same object until it changes. */
  readonly current: () => View;
}

export interface ScreenProps {
  readonly views: Views;
  readonly depth: ColourDepth;
  /** Undefined where there is nobody to press a key. */
  readonly onKey: ((input: string, lend: LendTerminal) => void) | undefined;
}

/** Gives the terminal back as it was, until what is done with it is over; then draws anew. */
export type LendTerminal = (use: () => void | Promise<void>) => Promise<void>;

export function Screen({ views, depth, onKey }: ScreenProps): ReactNode {
  const { columns, rows } = useWindowSize();
  const { suspendTerminal } = useApp();
  const view = useSyncExternalStore(views.subscribe, views.current);
  // A key held down may come as several characters at once.
  useInput((input, key) => Array.from(keysOf(input, key), (pressed) => onKey?.(pressed, suspendTerminal)), {
    isActive: onKey !== undefined,
  });
  return (
    <Box flexDirection="column">
      {drawFrame(view, columns, rows, depth).map((line, row) => (
        // A line is its place; an empty one would take no room.
        <Text key={row} wrap="truncate">
          {line === "" ? " " : line}
        </Text>
      ))}
    </Box>
  );
}

/** Ink takes control characters apart; the table of keys knows what the terminal sent. */
function keysOf(input: string, key: Key): string {
  return key.ctrl && /^[a-z]$/.test(input) ? String.fromCharCode(input.charCodeAt(0) - 0x60) : input;
}
