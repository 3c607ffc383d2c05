// Serve dist/, and in development the samples too, until asked to stop.
import { createServer } from "node:http";
import sirv from "sirv";

const port = Number(process.env.PORT ?? 8080);
const development = process.env.NODE_ENV !== "production";
const files = sirv("dist", { dev: development });
const samples = sirv("samples", { dev: true });

function notFound(response) {
  response.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
}

const server = createServer((request, response) => {
  if (request.url === "/healthz") {
    response.writeHead(200, { "content-type": "text/plain" }).end("ok\n");
    return;
  }
  const last = () => notFound(response);
  files(request, response, development ? () => samples(request, response, last) : last);
});

server.listen(port, () => console.log(`web listens on ${port}`));
process.on("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
