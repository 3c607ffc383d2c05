#!/bin/sh
# Makes ../codemirror.js and ../LICENSES.txt from npm's packages, in a folder of its own.
# With --check it only says whether what is committed is what the packages make.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$here/package-lock.json" "$here/entry.mjs" "$work/"
cd "$work"
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
npx esbuild entry.mjs --bundle --format=esm --minify --target=es2022 --charset=utf8 \
  --legal-comments=none --outfile=codemirror.js --log-level=warning
{
  echo "codemirror.js holds these packages, minified; each under the licence that follows it."
  for licence in node_modules/@codemirror/*/LICENSE node_modules/@lezer/*/LICENSE \
    node_modules/@marijn/*/LICENSE node_modules/crelt/LICENSE node_modules/style-mod/LICENSE \
    node_modules/w3c-keyname/LICENSE; do
    folder=$(dirname "$licence")
    printf '\n== %s %s ==\n\n' "${folder#node_modules/}" "$(node -p "require('./$folder/package.json').version")"
    cat "$licence"
  done
} > LICENSES.txt
if [ "${1-}" = --check ]; then
  cmp codemirror.js "$here/../codemirror.js" && cmp LICENSES.txt "$here/../LICENSES.txt"
else
  cp codemirror.js LICENSES.txt "$here/../"
fi
