// Bundle the modules of src/ and put them beside the files of public/ and the list of changes.
import { build } from "esbuild";
import { cp, rm } from "node:fs/promises";

await rm("dist", { recursive: true, force: true });
await cp("public", "dist", { recursive: true });
await cp("CHANGELOG.md", "dist/changelog.txt");
await build({
  entryPoints: ["src/main.js"],
  outfile: "dist/app.js",
  bundle: true,
  format: "esm",
  minify: true,
  logLevel: "info",
});
