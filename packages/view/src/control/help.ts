/** The help: the keys that do something now, the words on the screen, the commands. */
import { glossary } from "../text/glossary.ts";
import { commands } from "./commands.ts";
import type { KeyContext } from "./key.ts";
import { keyGroups, usableKeys } from "./keymap.ts";

export interface HelpSection {
  readonly title: string;
  readonly entries: readonly HelpEntry[];
}

export interface HelpEntry {
  readonly name: string;
  readonly text: string;
}

/** The keys as they are while the help is closed, with those of a viewer who looks back, and those of an ended run. */
export function helpSections(context: KeyContext): HelpSection[] {
  const closed = { ...context, settings: { ...context.settings, helpPage: undefined } };
  const others = [
    { ...closed, settings: { ...closed.settings, cursor: 0 } },
    { ...closed, state: { ...closed.state, phase: "finished" as const } },
  ];
  const keys = keyGroups.map(({ title, keys: group }) => ({
    title,
    entries: usableKeys(closed, group, others).map((key) => ({ name: key.name, text: key.help(closed) })),
  }));
  return [
    ...keys.filter(({ entries }) => entries.length > 0),
    { title: "signs and words", entries: glossary.map(({ term, meaning }) => ({ name: term, text: meaning })) },
    {
      title: "commands, behind :",
      entries: commands.map(({ name, usage, help }) => ({ name, text: usage === "" ? help : `${usage}  ${help}` })),
    },
  ];
}
