import assert from "node:assert/strict";
import { test } from "node:test";

import { linesOf, totalOf } from "../src/cart.js";

const ORDER = {
  id: 7,
  items: [
    { article: "lamp", quantity: 1, cents: 4900 },
    { article: "bulb", quantity: 2, cents: 350 },
    { article: "lamp", quantity: 2, cents: 4900 },
  ],
};

test("the same article is one line", () => {
  assert.deepEqual(linesOf(ORDER), [
    { article: "lamp", quantity: 3, cents: 14700 },
    { article: "bulb", quantity: 2, cents: 700 },
  ]);
});

test("the total is the sum of all lines", () => {
  assert.equal(totalOf(ORDER), 15400);
});

test("an order without items costs nothing", () => {
  assert.equal(totalOf({ id: 8, items: [] }), 0);
});
