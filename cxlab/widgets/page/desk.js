function choices(stem, legend, options, pick) {
  const inputs = new Map();
  const rows = Object.entries(options).map(([value, label]) => {
    const input = el("input", { type: "radio", name: stem, value, onchange: () => pick(value) });
    inputs.set(value, input);
    return el("label", { class: "cx-choice" }, input, el("span", {}, label));
  });
  return { node: el("fieldset", {}, el("legend", {}, legend), rows), inputs };
}

function render({ model, el: host }) {
  const words = model.get("words");
  const { root, live } = open(model, host, "desk", words.title);
  keepKeys(root);
  const here = () => model.get("given").find((code) => code.row === model.get("row"));

  const verbatim = el("blockquote", { class: "cx-verbatim", "aria-label": words.text, tabindex: 0 });
  const where = el("p", { class: "cx-where" });
  const bar = el("progress", { "aria-label": words.title, max: model.get("n"), value: 0 });
  const status = choices(newId("status"), words.status, words.statuses, (value) => send(model, "code",
    { status: value, cause: value === "complaint" ? (here()?.cause ?? "") : "", row: model.get("row") }));
  const cause = choices(newId("cause"), words.cause, words.causes, (value) => send(model, "code",
    { status: "complaint", cause: value, row: model.get("row") }));
  cause.node.classList.add("cx-causes");
  const previous = button(words.previous, () => send(model, "go", () => ({ row: model.get("row") - 1 })), { "data-act": "previous" });
  const next = button(words.next, () => send(model, "go", () => ({ row: model.get("row") + 1 })), { "data-act": "next" });
  const clear = button(words.clear, () => send(model, "clear", { row: model.get("row") }), { "data-act": "clear" });

  watch(model, ["text", "row", "given", "done"], () => {
    const [row, n, done, code] = [model.get("row"), model.get("n"), model.get("done"), here()];
    verbatim.textContent = model.get("text");
    where.textContent = words.of.replace("{row}", row + 1).replace("{n}", n).replace("{done}", done);
    bar.value = done;
    cause.node.disabled = code?.status !== "complaint";
    previous.setAttribute("aria-disabled", String(row === 0));
    next.setAttribute("aria-disabled", String(row === n - 1));
    clear.setAttribute("aria-disabled", String(!code));
  });

  keepUp(model, ["row", "given"], () => {
    for (const [value, input] of status.inputs) input.checked = here()?.status === value;
    for (const [value, input] of cause.inputs) input.checked = here()?.cause === value;
  });

  const result = el("div", { class: "cx-agreement" });
  watch(model, ["compared", "others"], () => {
    const found = model.get("compared");
    const parts = [el("h3", {}, words.agreement)];
    if (!found.text) parts.push(el("p", { class: "cx-muted" }, model.get("others") ? words.wait : words.alone));
    else {
      parts.push(el("p", { role: "status" }, found.text));
      parts.push(grid([words.what, words.pairs, words.alpha, words.interval, "n"], found.table));
      if (found.n_differ) {
        parts.push(el("p", {}, el("strong", {}, `${words.differ} (${found.n_differ})`)));
        parts.push(grid([words.id, words.yours, words.theirs], found.differ.map((row) =>
          [row.complaint_id, row.yours, `${row.coder}: ${row.theirs}`])));
      }
    }
    result.replaceChildren(...parts);
  });

  root.append(el("h3", {}, `${words.title} (${model.get("coder")})`), el("p", { class: "cx-muted" }, words.help), where, bar, verbatim,
    el("div", { class: "cx-columns" }, status.node, cause.node),
    el("div", { class: "cx-row" }, previous, next, clear), live, result);
}

function grid(head, rows) {
  return el("table", {}, el("thead", {}, el("tr", {}, head.map((word) => el("th", { scope: "col" }, word)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell) => el("td", {}, cell))))));
}

export default { render };
