/** The lines of an order, the same article once, with what each costs. */
export function linesOf(order) {
  const lines = new Map();
  for (const { article, quantity, cents } of order.items) {
    const line = lines.get(article) ?? { article, quantity: 0, cents: 0 };
    lines.set(article, {
      article,
      quantity: line.quantity + quantity,
      cents: line.cents + quantity * cents,
    });
  }
  return [...lines.values()];
}

export function totalOf(order) {
  return linesOf(order).reduce((sum, line) => sum + line.cents, 0);
}
