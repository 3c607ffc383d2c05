import assert from "node:assert/strict";
import { test } from "node:test";

import { inEuros } from "../src/money.js";
import { orderAsHtml } from "../src/page.js";

test("amounts have two decimals and thousands apart", () => {
  assert.deepEqual([129900, 5, -350].map(inEuros), ["1,299.00 EUR", "0.05 EUR", "-3.50 EUR"]);
});

test("an article's name is text, not HTML", () => {
  const html = orderAsHtml({ id: 1, items: [{ article: "<b>", quantity: 1, cents: 100 }] });

  assert.match(html, /1 × &lt;b&gt;: 1\.00 EUR/);
});
