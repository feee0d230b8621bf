/** Leaves out what the fields of messages mean: that is for programs that read `/asyncapi.json`, which no page writes. 2 KB less. */
import type { Plugin } from "vite";

/** A description is the last argument and a sentence; the words of an error begin with a small letter. */
const DESCRIPTION = /,\s*"[A-Z`](?:[^"\\]|\\.)*",?\s*\)/g;

export function noDescriptions(): Plugin {
  return {
    name: "no-descriptions",
    transform: {
      filter: { id: /protocol.src.messages.\w+-schemas\.ts$/ },
      handler(code) {
        const left = code.replaceAll(DESCRIPTION, ")");
        if (left === code) this.error("found no description");
        return left;
      },
    },
  };
}
