import { expect, test } from "vitest";
import { keyInput } from "./key-input.ts";

function pressed(key: string, tagName: string): string | undefined {
  const target = { tagName } as HTMLElement;
  return keyInput({ key, ctrlKey: false, metaKey: false, altKey: false, defaultPrevented: false, target });
}

test("Enter and space are keys of the view, except on an element that they press, open or type into", () => {
  expect([pressed("Enter", "BODY"), pressed(" ", "BODY")]).toEqual(["return", " "]);
  for (const tag of ["A", "BUTTON", "SUMMARY", "INPUT", "SELECT", "TEXTAREA"]) {
    expect([pressed("Enter", tag), pressed(" ", tag)]).toEqual([undefined, undefined]);
  }
  expect(pressed("q", "SUMMARY")).toBe("q");
});
