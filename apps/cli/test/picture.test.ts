/** A viewer's screen and keys, in a small and in a large terminal; and the same facts read out. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ENDLESS, temporaryFolder } from "./harness/program.ts";
import { openTerminal } from "./harness/terminal.ts";

const SINE = ["--data", "sine", "--hidden", "3", "--activation", "tanh"];
const ESCAPE = "\u001b";

describe.each([
  [80, 24],
  [120, 40],
])("in a terminal of %i by %i", (columns, rows) => {
  test("data by name say what is learned and name the axes; each unit has w, b, z, a; an ended run runs again", async () => {
    const session = openTerminal([...SINE, "--epochs", "40", "--speed", "0"], { columns, rows });
    // A frame may arrive in parts.
    const isWhole = (text: string) => text.includes("DONE") && /─ 3 metrics \(validation rows\)/.test(text);
    const screen = await session.until(isWhole);
    expect(screen).toMatch(/^ sine {2}y = sin x.* 1-3-1 tanh/);
    expect(screen).toMatch(/─ 2 fit(: y over x)?/);

    // By the keys of the footer: the fourth panel is the network.
    session.press("\t\t\t\t");
    await session.until((text) => text.includes("Enter enlarge"));
    session.press("\r");
    const first = await session.until((text) => text.includes("unit 1 of layer 1, tanh"));
    expect(first).toMatch(/network: every unit[^]*unit +w or \|w\| +z +a +grad/);
    expect(first).toMatch(/z = -?[\d.]+ [+-] [\d.]+·\(?-?[\d.]+\)?\s/);
    expect(first).toMatch(/a = tanh\((-?[\d.]+)\) = (-?[\d.]+)/);
    expect(first).toMatch(/b +-?[\d.]+ +grad[^]*w x +-?[\d.]+ +grad/);
    session.press("\u001b[B");
    await session.until((text) => text.includes("unit 2 of layer 1, tanh"));
    session.press(":unit 2.1\r");
    await session.until((text) => text.includes("unit 1 of layer 2, identity"));
    session.press(":unit 3.1\r");
    await session.until((text) => text.includes("expected a layer and a unit from 1.1 to 2.1, got 3.1"));
    session.press(ESCAPE);
    await session.until((text) => !text.includes(":unit"));
    session.press(ESCAPE);
    await session.until((text) => /r run again/.test(text) && !text.includes("every unit"));
    session.press("N");
    await session.until((text) => /→ B /.test(text) && text.includes("sine, seed"));
    session.press("qq");
    expect(await session.ended).toMatchObject({ exitCode: 0 });
  });

  test("five runs have a letter each, and a table says what differs, how each ended and which is the lowest", async () => {
    const session = openTerminal(["--seeds", "5", "--speed", "0", "--epochs", "40"], { columns, rows });
    // In 24 rows there is room for four of them, and the mean. They come one after the other.
    const listed = await session.until((text) => /→ A notebook.*\n(.*━ [B-D] notebook.*\n){3}[^]*mean/.test(text));
    expect(listed).toMatch(/V all/);
    session.press("V");
    // Rows that are being repainted may show two runs as the lowest for a moment.
    const table = await session.until(
      (text) => text.match(/DONE +finished: 40 epochs/g)?.length === 5 && text.match(/\*[\d.]+/g)?.length === 1,
    );
    for (const letter of ["A", "B", "C", "D", "E"]) expect(table).toMatch(new RegExp(`[→━] ${letter} notebook`));
    expect(table.match(/seed 4[2-6]/g)!.length).toBeGreaterThanOrEqual(5);
    session.press("q");
    expect(await session.ended).toMatchObject({ exitCode: 0 });
  });

  test("q asks whether to keep the model only if it is kept, and then keeps it", async () => {
    const model = join(temporaryFolder(), "model.json");
    for (const args of [[], ["--save", model]]) {
      const session = openTerminal([...ENDLESS, ...args], { columns, rows });
      await session.until((text) => /\bep(och)? +[1-9]/.test(text));
      session.press("q");
      const asked = await session.until((text) => text.includes("Stop the training?"));
      expect(asked).toMatch(args.length > 0 ? /Enter save .*model\.json/ : /Enter print the result/);
      session.press("\r");
      expect(await session.ended).toMatchObject({ exitCode: 0 });
    }
    expect(existsSync(model) && readFileSync(model, "utf8")).toContain('"epochal-model"');
  });
});

test("a run that is read out says the same: what is learned, a unit with its w, b, z and a, the end, another seed", async () => {
  const session = openTerminal(["--reader", ...SINE, "--epochs", "1000000", "--speed", "30"], { rows: 60 });
  const flat = (text: string) => text.replaceAll(/\s+/g, " ");
  const start = await session.until((text) => /learns y = sin x from 200 points/.test(flat(text)));
  expect(flat(start)).toMatch(/a network 1-3-1 tanh/);
  session.press(" ");
  await session.until((text) => text.includes("paused at epoch"));
  session.press(":unit 1.2\r");
  const unit = await session.until((text) => /a = tanh\(-?[\d.]+\) = -?[\d.]+/.test(flat(text)));
  expect(flat(unit)).toMatch(/Unit 2 of layer 1, tanh: b is -?[\d.]+, w of x is -?[\d.]+\. z = /);
  session.press("q");
  await session.until((text) => text.includes("Stop the training?"));
  session.press("q");
  expect(await session.ended).toMatchObject({ exitCode: 0 });
});
