const BOX = { left: 84, right: 602, top: 14, bottom: 262 };

function render({ model, el: host }) {
  const words = model.get("words");
  const { root, live } = open(model, host, "power", words.title);
  keepKeys(root);
  const steps = model.get("steps");
  const whole = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, words.thousands);
  const plain = (number) => String(number).replace(".", words.point);

  function slider(label, name, values, say) {
    const id = newId(name);
    const shown = el("output", { for: id });
    const input = el("input", { type: "range", id, min: 0, max: values.length - 1, step: 1, "data-name": name,
      oninput: () => { tell(); send(model, "set", { [name]: values[input.value] }, name); } });
    function tell() {
      shown.textContent = say(values[input.value]);
      input.setAttribute("aria-valuetext", say(values[input.value]));
    }
    keepUp(model, [name], () => {
      const now = model.get(name);
      const place = values.reduce((best, value, other) =>
        Math.abs(value - now) < Math.abs(values[best] - now) ? other : best, 0);
      input.value = place;
      tell();
    });
    return el("div", { class: "cx-slide" }, el("label", { for: id }, label), input, shown);
  }

  const bases = [...Array.from({ length: 9 }, (_, place) => place + 1), ...Array.from({ length: 19 }, (_, place) => 10 + 5 * place),
    ...Array.from({ length: 10 }, (_, place) => 110 + 10 * place)];
  if (!bases.includes(model.get("per_1000"))) bases.push(model.get("per_1000"));
  bases.sort((one, other) => one - other);
  const level = el("select", { id: newId("level"), onchange: () => send(model, "set", { level: Number(level.value) }) },
    Object.entries(words.limits).map(([value, label]) => el("option", { value }, label)));
  keepUp(model, ["level"], () => { level.value = String(model.get("level")); });

  const chart = svg("svg", { viewBox: "0 0 640 320", class: "cx-chart", role: "img" });
  watch(model, ["curve", "calls", "power", "said"], () => {
    chart.setAttribute("aria-label", model.get("said"));
    chart.replaceChildren(...draw(model.get("curve"), model.get("calls"), model.get("power"), words, whole));
  });

  root.append(el("h3", {}, words.title), el("div", { class: "cx-columns" },
    el("div", { class: "cx-sliders" },
      slider(words.base, "per_1000", bases, plain),
      slider(words.ratio, "ratio", steps.ratio, (value) => `${plain(value)} ×`),
      slider(words.calls, "calls", steps.calls, whole),
      el("div", { class: "cx-slide" }, el("label", { for: level.id }, words.level), level)),
    el("div", {}, chart)), live);
}

// The curve that Python worked out; here it is only put on paper.
function draw(curve, calls, power, words, whole) {
  if (!curve.length) return [];
  const [first, last] = [Math.log(curve[0][0]), Math.log(curve[curve.length - 1][0])];
  const x = (n) => BOX.left + ((Math.log(n) - first) / (last - first)) * (BOX.right - BOX.left);
  const y = (chance) => BOX.bottom - chance * (BOX.bottom - BOX.top);
  const words_at = (text, left, top, anchor, turn) => svg("text", { x: left, y: top, "text-anchor": anchor,
    transform: turn ? `rotate(${turn} ${left} ${top})` : null }, text);
  const parts = [];
  for (const chance of [0, 0.2, 0.4, 0.6, 0.8, 1]) {
    parts.push(svg("line", { x1: BOX.left, x2: BOX.right, y1: y(chance), y2: y(chance),
      class: chance === 0.8 ? "cx-enough" : "cx-grid" }), words_at(`${Math.round(100 * chance)}%`, BOX.left - 8, y(chance) + 5, "end"));
  }
  for (const n of [20, 100, 500, 2000, 10000, 50000]) {
    parts.push(svg("line", { x1: x(n), x2: x(n), y1: BOX.bottom, y2: BOX.bottom + 6, class: "cx-axis" }),
      words_at(whole(n), x(n), BOX.bottom + 25, "middle"));
  }
  parts.push(words_at(words.axis_n, (BOX.left + BOX.right) / 2, BOX.bottom + 51, "middle"),
    words_at(words.axis_power, 14, (BOX.top + BOX.bottom) / 2, "middle", -90),
    svg("polyline", { points: curve.map(([n, chance]) => `${x(n).toFixed(1)},${y(chance).toFixed(1)}`).join(" "), class: "cx-curve" }));
  if (power !== null) {
    const right = x(calls) > BOX.right - 80;
    parts.push(svg("line", { x1: x(calls), x2: x(calls), y1: BOX.bottom, y2: y(power), class: "cx-drop" }),
      svg("circle", { cx: x(calls), cy: y(power), r: 8, class: "cx-here" }),
      svg("text", { x: x(calls) + (right ? -13 : 13), y: y(power) + (power > 0.9 ? 22 : -9), "text-anchor": right ? "end" : "start",
        class: "cx-here-value" }, `${Math.round(100 * power)}%`));
  }
  return parts;
}

export default { render };
