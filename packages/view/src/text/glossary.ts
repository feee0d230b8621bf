/** What the words and signs on the screen mean, for the help. */
export interface GlossaryEntry {
  readonly term: string;
  readonly meaning: string;
}

/** The most puzzling terms first. */
export const glossary: readonly GlossaryEntry[] = [
  { term: "dead", meaning: "relu units that are 0 for every row: they learn no more" },
  { term: "1→10", meaning: "bars: each weight, or each unit's as one; orange is below 0" },
  { term: "grad", meaning: "length of the gradient: how steep the loss is here" },
  { term: "behind linear", meaning: "the straight line has the smaller error; beats linear: the network has" },
  { term: "val/train", meaning: "validation over training loss: far above 1, it overfits" },
  { term: "best N ago", meaning: "epochs without a lower loss, on validation rows if any" },
  { term: "kept", meaning: "the epoch whose network is the result of the run" },
  { term: "set", meaning: "▲ a command changed how the run learns" },
  { term: "A, B …", meaning: "runs: letters end their curves; *: lowest loss; dotted: mean ± spread" },
  { term: "±2σ", meaning: "where 95 of 100 rows lie, if their errors are normal" },
  { term: "→ 6.5 ±0.2", meaning: "a probe (p): what is predicted there; ±: for 95 of 100 rows" },
  { term: "neurons", meaning: "what each unit adds to the prediction as the input grows" },
  { term: "@ep", meaning: "after how many epochs; ~: scores come with snapshots only" },
  { term: "train", meaning: "loss before an epoch's updates: one epoch behind val" },
  { term: "log y", meaning: "one step up multiplies the loss" },
];
