const RINGS = { 3: [28, 138], 2: [138, 222], 1: [222, 316] };
const WRITE = { 3: 103, 2: 182, 1: 268 };
const HALF = 21.6;

// Where a name stands, and the largest letters with which it stays within its field.
function writing(cell) {
  const [inner, outer] = RINGS[cell.intensity];
  const level = cell.turn % 180 === 90;
  const radius = level ? (inner + outer) / 2 + (cell.intensity === 1 ? 3 : 0) : WRITE[cell.intensity];
  const [deep, across] = [outer - inner, 2 * radius * Math.sin((HALF * Math.PI) / 180)];
  const room = level ? deep : cell.turn % 90 ? (cell.intensity === 3 ? 1.08 : 1.22) * Math.min(deep, across) : across;
  const wide = { 1: 0.58, 2: 0.66, 3: 0.64 }[cell.intensity];
  const size = Math.min(cell.intensity === 2 ? 17 : 15.5, (room - 6) / (wide * cell.name.length));
  return { spot: spot(radius, cell.turn).split(" "), size: size.toFixed(1) };
}

function spot(radius, degrees) {
  const turn = (degrees * Math.PI) / 180;
  return `${(radius * Math.sin(turn)).toFixed(2)} ${(-radius * Math.cos(turn)).toFixed(2)}`;
}

// A field between two rings; the outer ones end in the round tip of a petal.
function outline(cell) {
  const [inner, outer] = RINGS[cell.intensity];
  const [left, right] = [cell.turn - HALF, cell.turn + HALF];
  const rim = cell.intensity === 1
    ? `C ${spot(outer * 0.99, left + 2)} ${spot(outer * 1.045, cell.turn - 10)} ${spot(outer * 1.03, cell.turn)} ` +
      `C ${spot(outer * 1.045, cell.turn + 10)} ${spot(outer * 0.99, right - 2)} ${spot(outer * 0.9, right)}`
    : `A ${outer} ${outer} 0 0 1 ${spot(outer, right)}`;
  const start = cell.intensity === 1 ? spot(outer * 0.9, left) : spot(outer, left);
  return `M ${spot(inner, left)} L ${start} ${rim} L ${spot(inner, right)} A ${inner} ${inner} 0 0 0 ${spot(inner, left)} Z`;
}

function drawWheel(model, words, here) {
  const cells = model.get("cells");
  const ring = svg("path", { class: "cx-ring", "aria-hidden": "true" });
  const marks = svg("g", { "aria-hidden": "true", class: "cx-marks" });
  const order = [];
  const nodes = cells.map((cell, place) => {
    const { spot: [x, y], size } = writing(cell);
    const node = svg("g", {
      class: "cx-cell", role: "button", tabindex: place === 0 ? 0 : -1, "aria-label": cell.label,
      "aria-pressed": "false", "data-emotion": cell.emotion, "data-intensity": cell.intensity,
      onclick: () => { move(place); press(model, cell); },
      onfocus: () => ring.setAttribute("d", outline(cell)),
      onblur: () => ring.removeAttribute("d"),
      onkeydown: (event) => keys(event, place),
    },
    svg("path", { d: outline(cell), fill: cell.colour }),
    svg("text", { x, y, fill: cell.ink, class: `cx-name cx-name-${cell.intensity}`, "font-size": size }, cell.name),
    svg("text", { x, y: y - 19, fill: cell.ink, class: "cx-name cx-tick" }));
    order.push(node);
    return node;
  });

  function move(place) {
    order.forEach((node, other) => node.setAttribute("tabindex", other === place ? 0 : -1));
    order[place].focus();
  }

  function keys(event, place) {
    const petal = Math.floor(place / 3);
    const steps = {
      ArrowRight: ((petal + 1) % 8) * 3 + (place % 3), ArrowLeft: ((petal + 7) % 8) * 3 + (place % 3),
      ArrowUp: petal * 3 + Math.min(2, (place % 3) + 1), ArrowDown: petal * 3 + Math.max(0, (place % 3) - 1),
      Home: place % 3, End: 21 + (place % 3),
    };
    if (event.key in steps) move(steps[event.key]);
    else if (event.key === "Enter" || event.key === " ") press(model, cells[place]);
    else return;
    event.preventDefault();
  }

  watch(model, ["tags", "row"], () => {
    marks.replaceChildren();
    cells.forEach((cell, place) => {
      const on = here().some((tag) => tag.emotion === cell.emotion && tag.intensity === cell.intensity);
      nodes[place].setAttribute("aria-pressed", String(on));
      nodes[place].querySelector(".cx-tick").textContent = on ? "✓" : "";
      if (on) marks.append(svg("path", { d: outline(cell), class: "cx-mark-out" }),
                           svg("path", { d: outline(cell), class: "cx-mark-in" }));
    });
  });
  return svg("svg", { viewBox: "-330 -330 660 660", class: "cx-wheel", role: "group", "aria-label": words.wheel },
    nodes, marks, ring);
}

function drawNames(model, words, here) {
  const cells = model.get("cells");
  const buttons = cells.map((cell) => button(cell.name, () => press(model, cell), {
    "aria-label": cell.label, "aria-pressed": "false", "data-emotion": cell.emotion, "data-intensity": cell.intensity,
  }));
  watch(model, ["tags", "row"], () => cells.forEach((cell, place) => buttons[place].setAttribute("aria-pressed",
    String(here().some((tag) => tag.emotion === cell.emotion && tag.intensity === cell.intensity)))));
  const head = el("tr", {}, words.strength.map((word) => el("th", { scope: "col" }, word)));
  const rows = Array.from({ length: 8 }, (_, petal) => el("tr", {}, [0, 1, 2].map((step) =>
    el("td", { style: `border-left: 0.5em solid ${cells[petal * 3 + step].colour}` }, buttons[petal * 3 + step]))));
  return el("table", { class: "cx-names", "aria-label": words.wheel }, el("thead", {}, head), el("tbody", {}, rows));
}

// The row goes with it: what you press belongs to the text that you saw.
function press(model, cell) {
  send(model, "press", { emotion: cell.emotion, intensity: cell.intensity, row: model.get("row") });
}

function render({ model, el: host }) {
  const words = model.get("words");
  const { root, live } = open(model, host, "tagger", words.title);
  keepKeys(root);
  const here = () => model.get("tags").filter((tag) => tag.row === model.get("row"));
  const nameOf = (tag) => tag.emotion === "none" ? words.none : model.get("cells").find((cell) =>
    cell.emotion === tag.emotion && cell.intensity === tag.intensity).name;

  const choice = el("div", { class: "cx-choice" });
  const swap = button("", () => send(model, "turn", { view: model.get("view") === "wheel" ? "names" : "wheel" }));
  const [wheel, names] = [drawWheel(model, words, here), drawNames(model, words, here)];
  watch(model, ["view"], () => {
    const asWheel = model.get("view") === "wheel";
    choice.replaceChildren(asWheel ? wheel : names);
    swap.textContent = asWheel ? words.as_names : words.as_wheel;
  });

  const verbatim = el("blockquote", { class: "cx-verbatim", "aria-label": words.text, tabindex: 0 });
  const where = el("p", { class: "cx-where" });
  const bar = el("progress", { "aria-label": words.title, max: model.get("n"), value: 0 });
  const given = el("div", { class: "cx-row cx-given" });
  const nothing = button(words.nothing, () => send(model, "nothing", { row: model.get("row") }), { "data-act": "nothing" });
  const previous = button(words.previous, () => send(model, "go", () => ({ row: model.get("row") - 1 })), { "data-act": "previous" });
  const next = button(words.next, () => send(model, "go", () => ({ row: model.get("row") + 1 })), { "data-act": "next" });
  const back = button(words.back, () => send(model, "take_back"), { "data-act": "back" });
  watch(model, ["text", "row", "tags", "done"], () => {
    const [row, n, done] = [model.get("row"), model.get("n"), model.get("done")];
    verbatim.textContent = model.get("text");
    where.textContent = words.of.replace("{row}", row + 1).replace("{n}", n).replace("{done}", done);
    bar.value = done;
    previous.setAttribute("aria-disabled", String(row === 0));
    next.setAttribute("aria-disabled", String(row === n - 1));
    nothing.setAttribute("aria-pressed", String(here().some((tag) => tag.emotion === "none")));
    given.replaceChildren(...(here().length ? here().map((tag) => button(`${nameOf(tag)} ✕`,
      () => press(model, tag),
      { "aria-label": words.remove.replace("{what}", nameOf(tag)) })) : [el("span", { class: "cx-muted" }, words.empty)]));
  });

  root.append(
    el("h3", {}, words.title),
    el("p", { class: "cx-muted" }, words.help),
    el("div", { class: "cx-columns" },
      el("div", { class: "cx-left" }, choice, el("div", { class: "cx-row cx-center" }, swap)),
      el("div", {}, where, bar, verbatim, el("strong", {}, words.yours), given,
        el("div", { class: "cx-row" }, nothing, back),
        el("div", { class: "cx-row" }, previous, next), live)));
}

export default { render };
