/** Every key and what it does, over whatever is below. */
import { keys } from "../keys.ts";
import type { Grid } from "../grid.ts";
import type { View } from "../view.ts";
import type { Panel } from "./panel.ts";

export const help: Panel = {
  title: () => "keys",
  legend: () => [{ text: "? closes", style: "dim" }],
  draw(grid: Grid, view: View) {
    keys.forEach((key, y) => {
      const isUsable = key.press(view) !== undefined;
      grid.put(2, y, key.name, isUsable ? "bold" : "dim");
      grid.put(11, y, key.help, isUsable ? "plain" : "dim");
    });
    grid.put(
      2,
      keys.length + 1,
      view.canSteer ? "dim keys do nothing now" : "this viewer only watches: dim keys do nothing",
      "dim",
    );
  },
};

/** Cells the help takes, frame included. */
export const helpSize = { width: 64, height: keys.length + 4 } as const;
