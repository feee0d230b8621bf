/** Parsers for numbers in options; Commander prints their messages after the name of the option. */
import { InvalidArgumentError } from "commander";

/** A parser for whole numbers from `min` to `max`. */
export function wholeNumberParser(min: number, max: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isInteger(value) || value < min || value > max) {
      const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
      throw new InvalidArgumentError(`Give a whole number ${range}.`);
    }
    return value;
  };
}

export function parsePositiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < Infinity)) throw new InvalidArgumentError("Give a number above 0.");
  return value;
}

export function parseNonNegativeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value < Infinity)) {
    throw new InvalidArgumentError("Give a number, 0 or above.");
  }
  return value;
}
