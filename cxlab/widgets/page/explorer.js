const WAIT = 250;  // milliseconds after the last key

function render({ model, el: host }) {
  const words = model.get("words");
  const { root, live } = open(model, host, "explorer", words.title);
  keepKeys(root);
  let timer = null;
  const ask = () => { timer = null; send(model, "ask", { text: box.value }, "ask"); };
  const box = el("textarea", { rows: 3, id: newId("ask"), oninput: () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  } });
  keepUp(model, ["text"], () => { if (timer === null && box.value !== model.get("text")) box.value = model.get("text"); });
  const choose = (emotion) => {
    if (timer !== null) { clearTimeout(timer); ask(); } // first what was typed last
    send(model, "choose", { emotion });
  };

  const scores = el("div", { class: "cx-scores", role: "group", "aria-label": words.scores });
  const rows = new Map();
  watch(model, ["scores", "emotion"], () => {
    const now = model.get("scores");
    scores.hidden = now.length === 0;
    for (const score of now) {
      if (!rows.has(score.emotion)) {
        const bar = el("span", { class: "cx-bar", style: `background: ${score.colour}` });
        const value = el("span", { class: "cx-value" });
        const row = button("", () => choose(score.emotion), { "data-emotion": score.emotion });
        row.append(el("span", { class: "cx-label" }, score.label), el("span", { class: "cx-track" }, bar), value);
        rows.set(score.emotion, { row, bar, value });
        scores.append(row);
      }
      const { row, bar, value } = rows.get(score.emotion);
      bar.style.width = `${100 * score.score}%`;
      value.textContent = `${score.score.toFixed(2)}${score.there ? " ●" : ""}`;
      row.classList.toggle("cx-there", score.there);
      row.setAttribute("aria-pressed", String(score.emotion === model.get("emotion")));
      row.setAttribute("aria-label", `${score.label}: ${score.score.toFixed(2)}, ${score.there ? words.there : words.not_there}`);
    }
  });

  const marked = el("p", { class: "cx-verbatim" });
  const whose = el("strong");
  const table = el("tbody");
  watch(model, ["spans", "why", "emotion"], () => {
    const found = model.get("scores").find((score) => score.emotion === model.get("emotion"));
    whose.textContent = found ? words.marked.replace("{emotion}", found.label) : "";
    marked.replaceChildren(...model.get("spans").map((span) => span.marked ? el("mark", {}, span.text)
      : document.createTextNode(span.text)));
    const why = model.get("why");
    table.replaceChildren(...(why.length ? why.map((row) => el("tr", {}, el("td", {}, row.term), el("td", {}, row.emotion),
      el("td", {}, row.weight.toFixed(2)), el("td", {}, row.why))) : [el("tr", {}, el("td", { colspan: 4 }, words.nothing))]));
  });

  const head = [words.term, words.emotion, words.weight, words.reason].map((word) => el("th", { scope: "col" }, word));
  root.append(el("h3", {}, words.title), el("label", { for: box.id }, words.ask), box, live,
    el("div", { class: "cx-columns" },
      el("div", {}, el("p", { class: "cx-muted" }, words.scores), scores),
      el("div", {}, whose, marked)),
    el("details", { open: "" }, el("summary", {}, words.why),
      el("table", {}, el("thead", {}, el("tr", {}, head)), table)));
}

export default { render };
