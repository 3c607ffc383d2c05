// Fill npm's cache with what lies in a folder, so that it installs from there without a registry.
// Usage: node fill.mjs <folder of tarballs> <cache>

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire("/usr/local/lib/node_modules/npm/lib/");
const cacache = require("cacache");
const ssri = require("ssri");

const [folder, cache] = process.argv.slice(2);
const registry = execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8" }).trim();

// npm asks for the short form of a package's versions or for the long one. Here they are the same,
// but its cache keeps each answer with the words that asked for it.
const ASKED = [
  "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*",
  "application/json",
];

function keep(url, content, type, accept) {
  const metadata = {
    time: Date.now(),
    url,
    reqHeaders: accept ? { accept } : {},
    resHeaders: { "content-type": type, "cache-control": "public, max-age=31536000" },
    options: { compress: true },
  };
  const key = `make-fetch-happen:request-cache:${url}`;
  return cacache.put(join(cache, "_cacache"), key, content, { algorithms: ["sha512"], metadata });
}

for (const file of readdirSync(folder)) {
  const content = readFileSync(join(folder, file));
  const told = execFileSync("tar", ["-xzOf", join(folder, file), "package/package.json"]);
  const manifest = JSON.parse(told);
  const { name, version } = manifest;
  const integrity = ssri.fromData(content, { algorithms: ["sha512"] }).toString();
  const tarball = `${registry}${name}/-/${file}`;
  const versions = { [version]: { ...manifest, dist: { tarball, integrity } } };
  const packument = { name, "dist-tags": { latest: version }, versions };
  await keep(tarball, content, "application/octet-stream");
  for (const accept of ASKED) {
    const url = registry + name.replace("/", "%2f");
    await keep(url, JSON.stringify(packument), "application/json", accept);
  }
}
