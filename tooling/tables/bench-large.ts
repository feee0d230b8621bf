/**
 * Large tables, from the command to the model: `epochal train` beside pandas and scikit-learn's MLP, in turns, each as a whole
 * process. Exits with 0 only if all claims hold.
 *
 * `npm run bench:tables`, needs a `python3` with pandas and scikit-learn; see `python` for how to name another.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { leastOf, measureProcess, runProcess, type ProcessFigures } from "../bench/jobs/measure-process.ts";
import { loadAverage } from "../bench/machine/circumstances.ts";
import { python } from "../bench/machine/processor.ts";
import { describeConditions, markdownTable, showStatus } from "../bench/report.ts";

interface LargeTable {
  readonly rows: number;
  readonly columns: number;
  /** Epochs of the MLP; 0 for as many as it makes by itself. */
  readonly epochs: number;
  readonly claims: readonly Claim[];
}

interface Measured extends ProcessFigures {
  /** On new rows. */
  readonly rmse: number;
}

interface Claim {
  readonly text: string;
  readonly holds: (ours: Measured, peer: Measured) => boolean;
}

const ROUNDS = 2;
const TEST_ROWS = 20_000;

const noWorse: Claim = { text: "RMSE at most the peer's", holds: (ours, peer) => ours.rmse <= peer.rmse };
const tables: readonly LargeTable[] = [
  {
    rows: 1_000_000,
    columns: 10,
    epochs: 3,
    claims: [
      noWorse,
      { text: "time at most the peer's", holds: (ours, peer) => ours.seconds <= peer.seconds },
      { text: "memory at most the peer's", holds: (ours, peer) => ours.memory <= peer.memory },
    ],
  },
  {
    rows: 100_000,
    columns: 10,
    epochs: 3,
    claims: [
      { text: "RMSE at most 1.3", holds: (ours) => ours.rmse <= 1.3 },
      { text: "at most 20 s of processor time", holds: (ours) => ours.processor <= 20 },
    ],
  },
  {
    rows: 100_000,
    columns: 20,
    epochs: 0,
    claims: [
      noWorse,
      { text: "time at most half the peer's", holds: (ours, peer) => ours.seconds <= 0.5 * peer.seconds },
    ],
  },
];

const command = fileURLToPath(new URL("../../apps/cli/dist/main.js", import.meta.url));
const script = join(import.meta.dirname, "large_peer.py");
const folder = mkdtempSync(join(tmpdir(), "epochal-large-"));

function measureOurs(train: string, test: string): Measured {
  const model = join(folder, "model.json");
  const measured = measureProcess(process.execPath, [command, "train", train, "--target", "y", "--save", model]);
  const [names, ...lines] = runProcess(process.execPath, [command, "predict", model, test]).trim().split("\n");
  const columns = names!.split(",");
  const [y, predicted] = ["y", "predicted_y"].map((name) => columns.indexOf(name));
  const squares = lines.map((line) => {
    const cells = line.split(",");
    return (Number(cells[y!]) - Number(cells[predicted!])) ** 2;
  });
  return { ...measured, rmse: Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length) };
}

function measurePeer(train: string, test: string, epochs: number): Measured {
  const measured = measureProcess(python, [script, "fit", train, test, String(epochs)]);
  return { ...measured, rmse: Number(measured.output) };
}

function least(rounds: readonly Measured[]): Measured {
  return { ...leastOf(rounds), rmse: rounds[0]!.rmse };
}

function cellsOf(name: string, { seconds, processor, memory, rmse }: Measured): string[] {
  return [name, rmse.toFixed(2), `${seconds.toFixed(1)} s`, `${processor.toFixed(1)} s`, `${memory.toFixed(0)} MB`];
}

const loadBefore = loadAverage();
let missed = 0;
try {
  console.log(`${describeConditions(loadBefore)}\n`);
  for (const { rows, columns, epochs, claims } of tables) {
    const [train, test] = [join(folder, "train.csv"), join(folder, "test.csv")] as const;
    showStatus(`${rows} × ${columns}: writing the table`);
    runProcess(python, [script, "make", String(rows), String(columns), "5", train]);
    runProcess(python, [script, "make", String(TEST_ROWS), String(columns), "2", test]);
    const ours: Measured[] = [];
    const peers: Measured[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      showStatus(`${rows} × ${columns}: round ${round} of ${ROUNDS}`);
      ours.push(measureOurs(train, test));
      peers.push(measurePeer(train, test, epochs));
    }
    showStatus("");
    const [own, peer] = [least(ours), least(peers)];
    const peerName = `pandas and MLPRegressor${epochs > 0 ? `, ${epochs} epochs` : ""}`;
    const head = [`${rows} × ${columns}`, "test RMSE", "time", "processor", "memory"];
    console.log(markdownTable(head, [cellsOf("epochal train", own), cellsOf(peerName, peer)]).join("\n"));
    for (const { text, holds } of claims) {
      const isMissed = !holds(own, peer);
      if (isMissed) missed += 1;
      console.log(`- ${text}: ${isMissed ? "missed" : "holds"}`);
    }
    console.log();
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`${missed} claims missed`);
process.exitCode = missed === 0 ? 0 : 1;
