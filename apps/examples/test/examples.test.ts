import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("..", import.meta.url));

/** The lines that an example prints. */
async function output(file: string): Promise<string[]> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { cwd: folder });
  expect(stderr).toBe("");
  return stdout.trimEnd().split("\n");
}

/** The output that each example must print, without lines that depend on time. */
const expected: Record<string, (lines: string[]) => void> = {
  "01-notebook.ts": (lines) => {
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe("Epoch 0, Loss: 41.5494");
    expect(lines[9]).toBe("Epoch 900, Loss: 0.0091");
    expect(Number(/[\d.]+$/.exec(lines[10]!)![0]) / 5.248387085784987).toBeCloseTo(1, 12);
  },
  "02-perceptron.ts": (lines) => {
    expect(lines[0]).toMatch(/^a perceptron on and: learned in \d+ passes$/);
    expect(lines[1]).toBe("a perceptron on xor: still wrong after 100 passes");
    const outputs = lines.slice(2).map((line) => Number(line.split(": ")[1]));
    expect(outputs.map((value) => Math.abs(Math.round(value)))).toEqual([0, 1, 1, 0]);
  },
  "03-your-own-loop.ts": (lines) => {
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.at(-1)).toBe("trained twice, the same bits: true");
  },
  "04-table.ts": (lines) => {
    expect(lines[0]).toMatch(/^\d+ notes, the first: column "name" left out/);
    const [, network, line] = /: RMSE ([\d.]+) mpg, a straight line's ([\d.]+)$/.exec(lines[1]!)!;
    expect(Number(network)).toBeLessThan(Number(line));
  },
  "05-stream.ts": (lines) => expect(lines.at(-1)).toBe("completed after 1000 epochs"),
  "06-steer.ts": (lines) => {
    expect(lines.slice(0, 3)).toEqual([
      "pause applied ",
      "set applied ",
      "set refused trainer.set: expected learningRate to be a number ≥ 0, got -1",
    ]);
    expect(lines.at(-1)).toBe("stopped after a change of its learning rate");
  },
  "07-watch.ts": (lines) => expect(lines).toEqual(["watched 1000 epochs"]),
};

test("every example has its test", () => {
  expect(readdirSync(folder).filter((file) => file.endsWith(".ts"))).toEqual(Object.keys(expected));
});

test.each(Object.entries(expected))("%s prints what its comment says", async (file, expectLines) => {
  expectLines(await output(file));
});
