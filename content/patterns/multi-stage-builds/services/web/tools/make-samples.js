// Made-up orders to look at while developing, in samples/orders.json.
import { mkdir, writeFile } from "node:fs/promises";

const ARTICLES = { lamp: 4900, bulb: 350, cable: 1290, socket: 890 };

const orders = Array.from({ length: 40 }, (_, number) => ({
  id: 1000 + number,
  items: Object.entries(ARTICLES).map(([article, cents], place) => ({
    article,
    quantity: 1 + ((number + place) % 3),
    cents,
  })),
}));

await mkdir("samples", { recursive: true });
await writeFile("samples/orders.json", JSON.stringify(orders));
console.log(`${orders.length} made-up orders in samples/orders.json`);
