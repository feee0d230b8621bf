import { expect, test } from "vitest";
import { splitNames } from "./table-options.ts";

const columns = ["size, m2", "rooms", "price", "a,b,c", "a"];

test.each([
  ["rooms, price", ["rooms", "price"]],
  ["size, m2", ["size, m2"]],
  ["rooms,size, m2,price", ["rooms", "size, m2", "price"]],
  ["a,b,c,rooms", ["a,b,c", "rooms"]],
  ['rooms,"size, m2"', ["rooms", "size, m2"]],
  ['"a",rooms', ["a", "rooms"]],
  ["a,b", ["a", "b"]],
  ["sise", ["sise"]],
  ['rooms,"a,,b"', ["rooms", "a,,b"]],
])("%s names the columns %j", (list, names) => {
  expect(splitNames(list, columns)).toEqual(names);
});

test.each(["rooms,", ",rooms", "rooms,,price", "rooms, ,price", " ,"])("%j lacks a name beside a comma", (list) => {
  expect(() => splitNames(list, columns)).toThrow(`${list}: a name is missing beside a comma`);
});
