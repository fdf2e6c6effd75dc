// Shared by all widgets. A page draws the state of its model and sends what was pressed; it decides nothing.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  // append makes text nodes of strings: what a customer wrote is never read as HTML.
  node.append(...children.flat().filter((child) => child !== null && child !== undefined).map((child) =>
    child instanceof Node ? child : String(child)));
  return node;
}

// el("button", { class: "cx-button", onclick: f }, "Next")
function el(tag, properties, ...children) {
  return fill(document.createElement(tag), properties, children);
}

function svg(tag, properties, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

let lastId = 0;
function newId(stem) {
  lastId += 1;
  return `cx-${stem}-${lastId}-${Math.random().toString(36).slice(2, 8)}`;
}

// The frame of a widget: its size, its name, and a live region that a screen reader reads aloud.
function open(model, host, kind, label) {
  const live = el("div", { class: "cx-said", role: "status", "aria-live": "polite" });
  const root = el("section", { class: `cx-widget cx-${kind}`, "aria-label": label });
  host.append(root);
  watch(model, ["scale"], () => root.style.setProperty("--cx-scale", model.get("scale")));
  watch(model, ["said"], () => { live.textContent = model.get("said"); });
  return { root, live };
}

// Draw now, and again whenever one of these traits changes.
function watch(model, names, draw) {
  for (const name of names) model.on(`change:${name}`, draw);
  draw();
}

function send(model, action, rest) {
  model.send({ do: action, ...rest });
}

function button(words, act, properties) {
  return el("button", { type: "button", class: "cx-button", onclick: act, ...properties }, words);
}

// Keys move inside a widget; JupyterLab must not take them for its own commands.
function keepKeys(node) {
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && !(event.ctrlKey || event.metaKey)) event.stopPropagation();
  });
  node.setAttribute("data-lm-suppress-shortcuts", "true");
}
