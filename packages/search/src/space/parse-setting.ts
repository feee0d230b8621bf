/** The text form of a search space, one setting at a time: `learningRate=1e-4..1e-1:log` or `hidden=16|32|32,32`. */
import { findHyperparameter, type Hyperparameter } from "./hyperparameters.ts";
import { formatValue, type SearchDomain, type SearchRange, type TrialValue } from "./search-space.ts";

/** Maximum number of values of a range in a grid. */
const MAX_POINTS = 10_000;

/**
 * The name and the domain of a setting. Choices have `|` between them. A range of numbers is `min..max`, followed by `:log` for a
 * logarithmic scale and by `:N` for N values in a grid.
 *
 * @throws RangeError when the text has another form, or a value is not allowed; it says what to write.
 */
export function parseSetting(text: string): readonly [name: string, domain: SearchDomain] {
  const [, name = "", values = ""] = /^\s*([^=]*?)\s*=(.*)$/.exec(text) ?? [];
  if (name === "" || values.trim() === "")
    throw error(`a setting and its values, such as learningRate=1e-4..1e-1:log or hidden=16|32|32,32`, text);
  const parameter = findHyperparameter(name, "parseSetting");
  return [name, values.includes("..") ? parseRange(name, values, parameter) : parseChoices(name, values, parameter)];
}

function parseChoices(name: string, text: string, parameter: Hyperparameter): SearchDomain {
  const values = text.split("|").map((part) => parseValue(name, part.trim(), parameter));
  const texts = values.map(formatValue);
  const repeated = texts.find((value, i) => texts.indexOf(value) !== i);
  if (repeated !== undefined) throw error(`different values of ${name}`, `${repeated} twice`);
  return { type: "choices", values };
}

function parseValue(name: string, text: string, parameter: Hyperparameter): TrialValue {
  const numbers = () => text.split(",").map((part) => toNumber(part));
  const value = parameter.kind === "units" ? numbers() : parameter.kind === "number" ? toNumber(text) : text;
  const isNumber = parameter.kind === "name" || [value].flat().every((one) => Number.isFinite(one));
  if (!isNumber || !parameter.has(value)) throw error(`${name} to be ${parameter.expected}`, JSON.stringify(text));
  return value;
}

function parseRange(name: string, text: string, parameter: Hyperparameter): SearchRange {
  const { kind, isWhole = false } = parameter;
  if (kind !== "number") throw error(`choices of ${name} with | between them, since a range holds numbers`, text);
  const [bounds = "", ...options] = text.split(":").map((part) => part.trim());
  const [min, max] = bounds.split("..").map((part) => parseValue(name, part.trim(), parameter)) as [number, number];
  if (bounds.split("..").length !== 2 || !(min < max))
    throw error(`a range of ${name} from a lower to a higher number, such as 0.001..0.1`, bounds);
  const isCount = (option: string) => /^\d+$/.test(option) && Number(option) >= 2 && Number(option) <= MAX_POINTS;
  const unknown = options.find((option) => option !== "log" && !isCount(option));
  if (unknown !== undefined)
    throw error(
      `log, or a number of values from 2 to ${MAX_POINTS}, after the range of ${name}`,
      JSON.stringify(unknown),
    );
  const scale = options.includes("log") ? "log" : "linear";
  if (scale === "log" && min === 0) throw error(`a range of ${name} on a logarithmic scale to begin above 0`, bounds);
  const points = options.find((option) => option !== "log");
  return {
    type: "range",
    min,
    max,
    scale,
    ...(isWhole && { isWhole }),
    ...(points !== undefined && { points: Number(points) }),
  };
}

function toNumber(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

function error(expected: string, got: string): RangeError {
  return new RangeError(`parseSetting: expected ${expected}, got ${got}`);
}
