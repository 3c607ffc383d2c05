// The Dockerfile editor over CodeMirror: colours, completion of instructions, flags and stage
// names, and the checker's findings in the gutter. It gets CodeMirror handed in, since only the
// page knows under which name each file is served.

const INSTRUCTIONS = {
  ADD: "files from the context, a URL or a Git repository",
  ARG: "a variable of the build",
  CMD: "what a container runs, unless it is told otherwise",
  COPY: "files from the context, a stage or an image",
  ENTRYPOINT: "the program of the container",
  ENV: "a variable of the build and the container",
  EXPOSE: "the port the service listens on",
  FROM: "begins a stage on an image or on another stage",
  HEALTHCHECK: "how to ask whether the service is well",
  LABEL: "a note in the image",
  ONBUILD: "for builds on top of this image",
  RUN: "run a command while building",
  SHELL: "the shell of the shell form",
  STOPSIGNAL: "what asks the service to stop",
  USER: "who runs what follows, and the container",
  VOLUME: "a directory outside of the image's layers",
  WORKDIR: "the directory for what follows",
};

const FLAGS = {
  ADD: ["--chown=", "--chmod=", "--link", "--exclude=", "--checksum=", "--keep-git-dir=", "--unpack="],
  COPY: ["--from=", "--chown=", "--chmod=", "--link", "--parents", "--exclude="],
  FROM: ["--platform="],
  HEALTHCHECK: ["--interval=", "--timeout=", "--start-period=", "--start-interval=", "--retries="],
  RUN: [
    "--mount=type=cache,target=",
    "--mount=type=bind,target=",
    "--mount=type=secret,id=",
    "--mount=type=ssh",
    "--mount=type=tmpfs,target=",
    "--network=",
    "--security=",
  ],
};

const STAGE = /^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*\S+[ \t]+AS[ \t]+(\S+)/i;

// Colours

function startState() {
  return { escape: "\\", begun: false, continued: false, instruction: "", flags: false, words: 0, documents: [] };
}

function atLineStart(stream, state) {
  if (!state.continued) Object.assign(state, { instruction: "", flags: false, words: 0 });
  stream.eatSpace();
  if (stream.peek() === "#") {
    stream.skipToEnd();
    const directive = /^\s*#\s*(syntax|escape|check)\s*=\s*(\S+)/i.exec(stream.string);
    if (state.begun || state.continued || !directive) return "comment";
    if (directive[1].toLowerCase() === "escape") state.escape = directive[2];
    return "meta";
  }
  state.continued = false;
  return null;
}

function inDocument(stream, state) {
  const { name, tabs } = state.documents[0];
  stream.skipToEnd();
  if ((tabs ? stream.string.replace(/^\t+/, "") : stream.string) !== name) return "string";
  state.documents.shift();
  return "labelName";
}

function word(stream, state) {
  if (stream.match(/^\$(?:\w+|\{[^}]*\}?)/)) return "variableName";
  if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'[^']*'?/)) return "string";
  const document = /^(?:ADD|COPY|RUN)$/.test(state.instruction) && stream.match(/^<<(-?)(["']?)([A-Za-z_]\w*)\2/);
  if (document) {
    state.documents.push({ name: document[3], tabs: document[1] === "-" });
    return "labelName";
  }
  if (/^(?:ARG|ENV|LABEL)$/.test(state.instruction) && stream.match(/^[\w.\-/]+(?==)/)) return "propertyName";
  const text = stream.match(/^[^\s$"'<\\`]+/);
  if (!text) {
    stream.next();
    return null;
  }
  state.words += 1;
  if (state.instruction !== "FROM") return null;
  if (state.words === 2 && /^as$/i.test(text[0])) return "keyword";
  return state.words === 3 ? "labelName" : null;
}

function token(stream, state) {
  if (stream.sol()) {
    if (state.documents.length && !state.continued) return inDocument(stream, state);
    const whole = atLineStart(stream, state);
    if (whole) return whole;
  }
  if (stream.eatSpace()) return null;
  if (stream.peek() === state.escape && /^.\s*$/.test(stream.string.slice(stream.pos))) {
    stream.skipToEnd();
    state.continued = true;
    return "operator";
  }
  if (!state.instruction || state.instruction === "ONBUILD") {
    const name = stream.match(/^[A-Za-z]+/);
    state.begun = true;
    if (!name) stream.next();
    state.instruction = name ? name[0].toUpperCase() : "?";
    state.flags = true;
    return state.instruction in INSTRUCTIONS ? "keyword" : "invalid";
  }
  if (state.flags) {
    if (stream.match(/^--[\w-]+/)) return "attributeName";
    if (stream.match(/^=[^\s]+/)) return "string";
    state.flags = false;
  }
  return word(stream, state);
}

const language = {
  name: "dockerfile",
  startState,
  copyState: (state) => ({ ...state, documents: state.documents.map((one) => ({ ...one })) }),
  token,
  languageData: { commentTokens: { line: "#" } },
};

function colours(tags) {
  return [
    { tag: tags.keyword, color: "var(--code-key)", fontWeight: "600" },
    { tag: tags.comment, color: "var(--code-comment)" },
    { tag: tags.meta, color: "var(--code-comment)", fontWeight: "600" },
    { tag: tags.string, color: "var(--code-string)" },
    { tag: tags.variableName, color: "var(--code-var)" },
    { tag: tags.propertyName, color: "var(--code-var)" },
    { tag: tags.attributeName, color: "var(--code-key)" },
    { tag: tags.labelName, color: "var(--accent)", fontWeight: "600" },
    { tag: tags.operator, color: "var(--code-comment)" },
    { tag: tags.invalid, textDecoration: "underline dotted" },
  ];
}

// CodeMirror's own marks are pictures in data: addresses, which the page's policy does not allow:
// they are replaced by shapes here.
const mark = (colour, more) => ({ content: "''", display: "block", width: "0.6em", height: "0.6em", margin: "0.45em auto 0", background: colour, ...more });
const LOOK = {
  "&": { backgroundColor: "var(--paper)", color: "var(--ink)", fontSize: "0.9375rem" },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", overflow: "auto" },
  ".cm-content": { padding: "0.6rem 0", caretColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--paper-2)", color: "var(--code-comment)", borderRight: "1px solid var(--rule)" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--paper-2) 70%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--paper-3)", color: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--lit)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutter-lint": { width: "1.3em" },
  ".cm-lint-marker": { width: "1.1em", height: "1.4em" },
  ".cm-lint-marker-error, .cm-lint-marker-warning, .cm-lint-marker-info": { content: "normal" },
  ".cm-lint-marker-error:before": mark("var(--accent)"),
  ".cm-lint-marker-warning:before": mark("transparent", { border: "2px solid var(--accent)", transform: "rotate(45deg)" }),
  ".cm-lint-marker-info:before": mark("transparent", { border: "2px solid var(--ink-2)", borderRadius: "50%" }),
  ".cm-lintRange": { backgroundImage: "none", paddingBottom: "0" },
  ".cm-lintRange-error, .cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy var(--accent) 1px", textUnderlineOffset: "0.25em" },
  ".cm-lintRange-info": { backgroundImage: "none", textDecoration: "underline dotted var(--ink-2) 1.5px", textUnderlineOffset: "0.25em" },
  ".cm-lintRange-active": { backgroundColor: "var(--lit)" },
  ".cm-tooltip": { backgroundColor: "var(--paper)", border: "1px solid var(--ink)", borderRadius: "var(--radius)", color: "var(--ink)", maxWidth: "min(32rem, 90vw)" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "14em" },
  ".cm-tooltip-autocomplete > ul > li": { padding: "0.2rem 0.6rem" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--ink)", color: "var(--paper)" },
  ".cm-completionDetail": { fontFamily: "var(--sans)", fontStyle: "normal", fontSize: "0.8125rem", marginLeft: "1em" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-diagnostic": { fontFamily: "var(--sans)", fontSize: "0.875rem", lineHeight: "1.45", padding: "0.5rem 0.8rem", borderLeft: "3px solid var(--accent)", whiteSpace: "pre-line" },
  ".cm-diagnostic-info": { borderLeftColor: "var(--rule-strong)" },
  ".cm-diagnosticSource": { fontSize: "0.75rem", opacity: "1", color: "var(--ink-2)" },
  ".cm-diagnosticAction": { backgroundColor: "var(--ink)", color: "var(--paper)", borderRadius: "var(--radius)", padding: "0.2rem 0.6rem", margin: "0.3rem 0 0" },
  ".cm-panels": { backgroundColor: "var(--paper-2)", color: "var(--ink)" },
  ".cm-panel.cm-panel-lint ul [aria-selected]": { backgroundColor: "var(--lit)", color: "var(--ink)" },
};

// Completion

function instructionAt(doc, line) {
  let first = line;
  while (first.number > 1 && /[\\`]\s*$/.test(doc.line(first.number - 1).text)) first = doc.line(first.number - 1);
  return /^\s*(?:ONBUILD\s+)?([A-Za-z]+)\s/i.exec(first.text)?.[1].toUpperCase() ?? "";
}

function stagesAbove(doc, line) {
  const names = new Set();
  for (let number = 1; number < line.number; number += 1) {
    const found = STAGE.exec(doc.line(number).text);
    if (found) names.add(found[1]);
  }
  return [...names].map((label) => ({ label, detail: "stage", type: "variable" }));
}

export function complete(context) {
  const { doc } = context.state;
  const line = doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const isContinued = line.number > 1 && /[\\`]\s*$/.test(doc.line(line.number - 1).text);
  const start = /^\s*(?:ONBUILD\s+)?([A-Za-z]*)$/i.exec(before);
  if (start && !isContinued) {
    if (!start[1] && !context.explicit) return null;
    const options = Object.entries(INSTRUCTIONS).map(([name, detail]) => ({ label: name, detail, apply: `${name} `, type: "keyword" }));
    return { from: context.pos - start[1].length, options, validFor: /^[A-Za-z]*$/ };
  }
  const instruction = instructionAt(doc, line);
  const from = /(?:--from=|[,=]from=)([^\s,]*)$/.exec(before) ?? (instruction === "FROM" ? /^\s*FROM\s+(?:--\S+\s+)*([^\s-]*)$/i.exec(before) : null);
  if (from) {
    const options = stagesAbove(doc, line);
    return options.length ? { from: context.pos - from[1].length, options, validFor: /^[\w.-]*$/ } : null;
  }
  const flag = /\s(--[\w-]*)$/.exec(before);
  if (!flag || !FLAGS[instruction]) return null;
  const options = FLAGS[instruction].map((label, at) => ({ label, type: "property", boost: -at }));
  return { from: context.pos - flag[1].length, options, validFor: /^--[\w-]*$/ };
}

// The editor

export function createEditor(cm, { parent, text, selection, nonce, labelledBy, describedBy, onChange, onFix }) {
  const dockerfile = cm.StreamLanguage.define(language);
  const view = new cm.EditorView({
    parent,
    state: cm.EditorState.create({
      doc: text,
      selection,
      extensions: [
        cm.EditorView.cspNonce.of(nonce),
        cm.lintGutter(),
        cm.lineNumbers(),
        cm.history(),
        cm.drawSelection(),
        cm.highlightActiveLine(),
        cm.bracketMatching(),
        dockerfile,
        cm.syntaxHighlighting(cm.HighlightStyle.define(colours(cm.tags))),
        cm.autocompletion({ override: [complete], icons: false }),
        cm.keymap.of([...cm.completionKeymap, ...cm.historyKeymap, ...cm.lintKeymap, ...cm.defaultKeymap]),
        cm.EditorView.contentAttributes.of({
          "aria-labelledby": labelledBy,
          "aria-describedby": describedBy,
          tabindex: "0",
          spellcheck: "false",
          autocapitalize: "off",
        }),
        cm.EditorView.theme(LOOK),
        cm.EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });

  const offset = (line, column) => {
    const at = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
    return Math.min(at.from + Math.max(column, 1) - 1, at.to);
  };

  return {
    // Only what differs is changed, so that the cursor stays and one undo takes it back.
    setText(next) {
      const now = view.state.doc.toString();
      if (now === next) return;
      let start = 0;
      while (start < now.length && start < next.length && now[start] === next[start]) start += 1;
      let end = 0;
      while (end < now.length - start && end < next.length - start && now.at(-1 - end) === next.at(-1 - end)) end += 1;
      view.dispatch({ changes: { from: start, to: now.length - end, insert: next.slice(start, next.length - end) }, userEvent: "input" });
    },
    setDiagnostics(found) {
      const diagnostics = found.map((one) => {
        const from = offset(one.line, one.column);
        return {
          from,
          to: Math.max(from, offset(one.end_line, one.end_column)),
          severity: one.severity,
          source: one.rule || "stops the build",
          message: one.why ? `${one.message}\n${one.why}` : one.message,
          actions: one.fix ? [{ name: one.fix_title, apply: () => onFix(one.fix) }] : [],
        };
      });
      diagnostics.sort((one, other) => one.from - other.from);
      view.dispatch(cm.setDiagnostics(view.state, diagnostics));
    },
    goTo(line, column) {
      const at = offset(line, column);
      view.dispatch({ selection: { anchor: at }, effects: cm.EditorView.scrollIntoView(at, { y: "center" }) });
      view.focus();
    },
    focus: () => view.focus(),
  };
}
