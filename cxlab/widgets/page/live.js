// Sliders answer when they rest; while they move only their own words change.
const REST = 200;

function slider(label, say, bounds, value, tell) {
  const id = newId("slider");
  const output = el("output", { for: id }, say(value));
  let timer = null;
  const input = el("input", {
    type: "range", id, min: bounds.min, max: bounds.max, step: bounds.step, value, "aria-valuetext": say(value),
    "data-slider": bounds.name,
    oninput: () => {
      const now = Number(input.value);
      output.textContent = say(now);
      input.setAttribute("aria-valuetext", say(now));
      clearTimeout(timer);
      timer = setTimeout(() => { timer = null; tell(now); }, REST);
    },
  });
  const set = (next) => {
    if (timer !== null) return; // the hand is on it
    input.value = next;
    output.textContent = say(next);
    input.setAttribute("aria-valuetext", say(next));
  };
  return { node: el("div", { class: "cx-slider" }, el("label", { for: id }, label, " ", output), input), input, set };
}

const percent = (share) => `${Math.round(share * 100)}%`;

function drawControls(model, words) {
  const { longest, least, most, resources } = model.get("sliders");
  const at = () => model.get("settings");
  const on = el("input", { type: "checkbox", id: newId("band"), "data-slider": "band",
    onchange: () => send(model, "set_limits", { band: on.checked }) });
  const low = slider(words.low, percent, { name: "low", min: 0, max: 1, step: 0.05 }, at().low,
    (value) => send(model, "set_limits", { low: value, high: Math.max(value, Number(high.input.value)) }, "low"));
  const high = slider(words.high, percent, { name: "high", min: 0, max: 1, step: 0.05 }, at().high,
    (value) => send(model, "set_limits", { high: value, low: Math.min(value, Number(low.input.value)) }, "high"));
  const quarters = slider(words.quarters, String, { name: "quarters", min: 1, max: longest, step: 1 }, at().quarters,
    (value) => send(model, "set_limits", { quarters: value }, "quarters"));
  const amounts = resources.map((one) => ({ one, slider: slider(words.capacity.replace("{resource}", one.name),
    (factor) => `${(Math.round(one.first * factor * 100) / 100).toLocaleString(words.locale)} (${percent(factor)})`,
    { name: one.key, min: least, max: most, step: 0.05 }, at().factors[one.key],
    (value) => send(model, "set_limits", { factors: { [one.key]: value } }, one.key)) }));
  keepUp(model, ["settings"], () => {
    on.checked = at().band;
    for (const part of [low, high]) part.input.disabled = !at().band;
    low.set(at().low);
    high.set(at().high);
    quarters.set(at().quarters);
    for (const { one, slider: part } of amounts) part.set(at().factors[one.key]);
  });
  return el("div", { class: "cx-controls" },
    el("div", { class: "cx-row" }, on, el("label", { for: on.id }, words.band)), low.node, high.node, quarters.node,
    amounts.map(({ slider: part }) => part.node));
}

function drawPlan(view, words) {
  if (!view.ok) return [];
  const across = `grid-template-columns: minmax(9em, 18em) repeat(${view.quarters.length}, minmax(3em, 1fr))`;
  const head = el("div", { class: "cx-line cx-head", style: across },
    el("span", {}, ""), view.quarters.map((quarter) => el("span", {}, quarter)));
  const lanes = view.lanes.map((lane, track) => el("div", { class: `cx-lane cx-lane-${track}` },
    el("div", { class: "cx-line", style: across }, el("strong", { class: "cx-lane-name" }, lane.name)),
    lane.rows.map((row) => el("div", { class: "cx-line", style: across },
      el("span", { class: "cx-name-of" }, row.name, row.enters ? el("em", { class: "cx-new" }, ` ${words.new}`) : null),
      el("span", { class: "cx-bar", style: `grid-column: ${row.from + 2} / ${row.to + 2}`,
        "aria-label": `${view.quarters[row.from]} – ${view.quarters[row.to - 1]}`, role: "img" })))));
  const load = view.load.map((one) => el("div", { class: "cx-line cx-load", style: across },
    el("strong", {}, one.name), one.cells.map((cell) => el("span", {
      class: "cx-fill", style: `--cx-full: ${Math.round(cell.full * 100)}%` },
    `${cell.used} ${words.of} ${cell.capacity}`))));
  return [el("div", { class: "cx-plan", role: "group", "aria-label": words.plan }, head, lanes, load)];
}

function drawSide(model, words) {
  const rows = model.get("side");
  if (!rows.length) return [];
  const names = Object.keys(words.heads);
  const head = el("tr", {}, names.map((name) => el("th", { scope: "col" }, words.heads[name])), el("th", {}, ""));
  const body = rows.map((row) => el("tr", {}, names.map((name) => el("td", {}, row[name] === "nan" ? "" : row[name])),
    el("td", {}, button("✕", () => send(model, "forget", { name: row.name }),
      { "aria-label": words.forget.replace("{name}", row.name) }))));
  return [el("h4", {}, words.scenarios), el("div", { class: "cx-scroll" },
    el("table", {}, el("thead", {}, head), el("tbody", {}, body)))];
}

function render({ model, el: host }) {
  const words = model.get("words");
  const { root, live } = open(model, host, "live", words.title);
  keepKeys(root);
  const plan = el("div", {});
  const side = el("div", {});
  const moved = el("div", { class: "cx-moved" });
  const name = el("input", { type: "text", "aria-label": words.name, placeholder: words.name, maxlength: 40,
    class: "cx-scenario" });
  const keep = button(words.keep, () => { send(model, "keep", { name: name.value }); name.value = ""; },
    { "data-act": "keep" });
  const prove = button(words.prove, () => send(model, "search_on"), { "data-act": "search_on" });
  const save = button(words.export, () => send(model, "export"), { "data-act": "export" });
  watch(model, ["view"], () => {
    const view = model.get("view");
    const list = (names) => (names.length ? names.join("; ") : words.nothing);
    plan.replaceChildren(...drawPlan(view, words));
    moved.replaceChildren(
      el("p", {}, el("strong", {}, `${words.enters}: `), list(view.enters)),
      el("p", {}, el("strong", {}, `${words.leaves}: `), list(view.leaves)),
      ...(view.left_out.length
        ? [el("p", { class: "cx-muted" }, words.left.replace("{names}", view.left_out.join("; ")))] : []));
    prove.disabled = view.searching || view.settled;
    for (const act of [keep, save]) act.disabled = !view.ok;
  });
  watch(model, ["side"], () => side.replaceChildren(...drawSide(model, words)));
  root.append(
    el("h3", {}, words.title), el("p", { class: "cx-muted" }, words.help),
    drawControls(model, words), live, plan, moved,
    el("div", { class: "cx-row" }, prove, name, keep, save), side);
}

export default { render };
