import { orderAsHtml } from "./page.js";

const place = document.querySelector("#orders");

try {
  const response = await fetch("/orders.json");
  const orders = await response.json();
  place.innerHTML = orders.map(orderAsHtml).join("");
} catch {
  place.textContent = "The orders cannot be reached.";
}
