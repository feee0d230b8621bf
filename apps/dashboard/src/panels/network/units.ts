/** Every unit of the network as a table with a cursor: what it computes for one row, and what it has learned. */
import {
  activationFormula,
  describeUnitState,
  formatNumber,
  networkDetails,
  unitFormula,
  type NetworkDetails,
  type UnitDetails,
} from "@epochal/view";
import { shorten, type CellArea } from "../../cells/cell-buffer.ts";
import { wrap } from "../../cells/wrap.ts";
import type { TerminalView } from "../../frame/terminal-view.ts";

/** Cells of the table, and of a number in it. */
const TABLE = 46;
const NUMBER = 8;
/** Cells of a weight's name, of its value and of its gradient; and of all three in a line. */
const NAME = 7;
const VALUE = 7;
const WEIGHT = NAME + 1 + VALUE + " grad ".length + NUMBER;

export function drawUnits(grid: CellArea, view: TerminalView): void {
  const details = networkDetails(view.state, view.settings);
  if (!details) return;
  const { units } = details;
  const selected = Math.min(view.settings.unit, units.length - 1);
  const unit = units[selected];
  if (!unit) return;
  drawRow(grid, view, details);
  const isWide = grid.width >= TABLE + 3 + WEIGHT;
  const below = isWide ? 0 : Math.min(9, Math.floor(grid.height * 0.55));
  drawTable(grid.area(1, 2, TABLE, grid.height - 2 - below), view, units, selected);
  const place = isWide
    ? grid.area(TABLE + 2, 2, grid.width - TABLE - 3, grid.height - 2)
    : grid.area(1, grid.height - below, grid.width - 2, below);
  drawUnit(place, view, unit, details.rows);
}

/** Which row is computed. */
function drawRow(grid: CellArea, { settings }: TerminalView, { values, units }: NetworkDetails): void {
  const numbers = values.row.map((value, p) => `${units[0]?.inputs[p]?.name} = ${formatNumber(value).trim()}`);
  const text = values.isProbe
    ? `for ${settings.probe?.text}`
    : `for the first training row: ${numbers.join(", ")} (p chooses another)`;
  grid.put(1, 0, shorten(text, grid.width - 2), "plain");
}

function drawTable(area: CellArea, view: TerminalView, units: readonly UnitDetails[], selected: number): void {
  const head = ["w or |w|", "z", "a", "grad"].map((text) => text.padStart(NUMBER)).join("");
  area.put(0, 0, `unit  ${head}`, "dim");
  const room = Math.max(1, area.height - 1);
  const first = Math.max(0, Math.min(selected - Math.floor(room / 2), units.length - room));
  units.slice(first, first + room).forEach((unit, i) => {
    const isSelected = first + i === selected;
    const weights = unit.inputs.map(({ weight }) => weight);
    const size = weights.length === 1 ? weights[0] : Math.hypot(...weights);
    const gradient = unit.gradient && Math.hypot(unit.gradient.bias, ...unit.gradient.weights);
    const numbers = [size, unit.z, unit.a, gradient].map((value) => formatNumber(value, NUMBER - 1).padStart(NUMBER));
    area.put(0, 1 + i, isSelected ? view.glyphs.arrow : " ", "bold");
    area.put(1, 1 + i, `${unit.layer}.${unit.unit}`.padEnd(5) + numbers.join(""), isSelected ? "bold" : "plain");
    area.put(6 + 4 * NUMBER + 1, 1 + i, unit.isDead ? "dead" : unit.isLast ? "output" : "", "dim");
  });
}

/** The formula of a unit, its weights one by one, and whether it learns. */
function drawUnit(area: CellArea, { glyphs }: TerminalView, unit: UnitDetails, rows: number): void {
  let y = area.put(0, 0, `unit ${unit.unit} of layer ${unit.layer}, ${unit.activation}`, "bold") && 1;
  const say = (text: string, style: "plain" | "dim" = "plain") => {
    for (const line of wrap(text, area.width, 3)) area.put(0, y++, line, style);
  };
  say(unitFormula(unit));
  say(activationFormula(unit));
  const state = describeUnitState(unit, rows);
  if (state !== "") say(state);
  // Without room, numbers are more important than a gap.
  if (area.height > 9) y += 1;
  const { gradient, inputs, bias, outgoing } = unit;
  const line = (name: string, value: number, slope: number | undefined) => {
    const left = `${shorten(name, NAME).padEnd(NAME)} ${formatNumber(value, VALUE)}`;
    area.put(0, y++, `${left} grad ${formatNumber(slope, NUMBER)}`, "plain");
  };
  line("b", bias, gradient?.bias);
  const room = Math.max(0, area.height - y - (outgoing.length > 0 ? 1 : 0));
  const shown = inputs.length > room ? inputs.slice(0, Math.max(0, room - 1)) : inputs;
  shown.forEach(({ name, weight }, p) => line(`w ${name}`, weight, gradient?.weights[p]));
  if (shown.length < inputs.length) area.put(0, y++, `${inputs.length - shown.length} more w`, "dim");
  if (outgoing.length === 0) return;
  const next = outgoing.slice(0, 6).map((weight) => formatNumber(weight).trim());
  say(`${glyphs.arrow} next layer: w ${next.join(", ")}${outgoing.length > 6 ? " …" : ""}`, "dim");
}
