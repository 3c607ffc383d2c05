import { linesOf, totalOf } from "./cart.js";
import { inEuros } from "./money.js";

const HARMLESS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function text(value) {
  return String(value).replace(/[&<>"]/g, (character) => HARMLESS[character]);
}

/** One order as a section of HTML. */
export function orderAsHtml(order) {
  const rows = linesOf(order).map(
    (line) => `<li>${line.quantity} × ${text(line.article)}: ${inEuros(line.cents)}</li>`,
  );
  return `<section><h2>Order ${text(order.id)}</h2><ul>${rows.join("")}</ul>
<p>Total: ${inEuros(totalOf(order))}</p></section>`;
}
