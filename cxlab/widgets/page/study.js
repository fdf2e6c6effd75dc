function clockFace(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  const two = (number) => String(number).padStart(2, "0");
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

function render({ model, el: host }) {
  const words = model.get("words");
  const { root, live } = open(model, host, "quiz", model.get("timed") ? words.mock : words.title);
  keepKeys(root);
  const group = newId("quiz");
  let picked = 0; // marked, but not answered yet
  let left = model.get("seconds_left");
  let sure = false;

  const where = el("p", { class: "cx-where" });
  const bar = el("progress", { max: 1, value: 0, "aria-label": words.title });
  const time = el("span", { class: "cx-time", role: "timer", "aria-live": "off" });
  const question = el("legend", {});
  const options = el("div", {});
  const field = el("fieldset", { class: "cx-question" }, question, options);
  const reading = el("p", { class: "cx-muted" });
  const act = (name, label, does) => button(label, does, { "data-act": name });
  const tell = (action, rest, name) => { sure = false; send(model, action, rest, name); };
  const move = (by) => () => tell("go", () => ({ number: model.get("asked").number + by }));
  // The number goes with it: an answer belongs to the question that you saw.
  const give = (choice) => { const { number } = model.get("asked"); tell("answer", { choice, number }, `answer ${number}`); };
  const commit = () => {
    if (picked) give(picked);
    else live.textContent = words.choose;
  };
  const answer = act("answer", words.answer, commit);
  const previous = act("previous", words.previous, move(-1));
  const next = act("next", words.next, move(1));
  const start = act("start", words.start, () => tell("start"));
  const pause = act("pause", words.pause, () => tell("pause"));
  // The first press asks whether open questions may stay open; the second is meant, but not that of a double click.
  const finish = act("finish", words.finish, (event) => {
    if (event.detail > 1) return;
    send(model, "finish", { sure });
    sure = true;
  });
  const result = el("div", { class: "cx-result" });

  const answered = () => model.get("asked").chosen > 0 && !model.get("timed");
  const shut = () => answered() || model.get("finished");

  function pick(choice) {
    if (shut() || choice > model.get("asked").options.length) return;
    picked = choice;
    const input = options.querySelector(`input[value="${choice}"]`);
    if (input) { input.checked = true; input.focus(); }
    if (model.get("timed")) give(choice);
  }

  function drawOption(text, place) {
    const { chosen, explained } = model.get("asked");
    const told = explained.best !== undefined;
    const marks = [];
    if (told && explained.best === place) marks.push(`✓ ${words.best}`);
    if (told && chosen === place) marks.push(explained.best === place ? words.yours : `✗ ${words.yours}`);
    const input = el("input", { type: "radio", name: group, value: place, disabled: shut(),
      "aria-describedby": told ? `${group}-${place}` : null, onchange: () => pick(place) });
    // On the clock an answer may be changed: what was picked last holds until Python has heard it.
    input.checked = ((!isSettled(model) && picked) || chosen || picked) === place;
    return el("div", { class: `cx-option${told && explained.best === place ? " cx-best" : ""}` },
      el("label", { class: "cx-choice" }, input, el("span", {}, `${place}. ${text}`)),
      told ? el("p", { id: `${group}-${place}`, class: "cx-reason" },
        marks.length ? el("strong", {}, `${marks.join(", ")}. `) : null, explained.reasons[place - 1]) : null);
  }

  watch(model, ["asked", "done", "finished", "running"], () => {
    const asked = model.get("asked");
    const focused = root.contains(document.activeElement) ? document.activeElement : null;
    const hadFocus = focused?.value;
    if (Number(root.dataset.number) !== asked.number) picked = 0;
    const turned = root.dataset.number !== undefined && Number(root.dataset.number) !== asked.number;
    root.dataset.number = asked.number;
    where.textContent = words.of.replace("{number}", asked.number).replace("{n}", asked.n).replace("{done}", model.get("done"));
    [bar.max, bar.value] = [asked.n, model.get("done")];
    question.textContent = asked.question || words.paused;
    options.replaceChildren(...asked.options.map((text, place) => drawOption(text, place + 1)));
    const source = asked.explained.source;
    reading.textContent = source ? `${words.source}: ${source}. ${words.read}: ${asked.explained.lesson || "–"}.` : "";
    const [timed, running, done] = [model.get("timed"), model.get("running"), model.get("finished")];
    answer.hidden = timed || done;
    answer.setAttribute("aria-disabled", String(answered()));
    start.hidden = !timed || running || done;
    start.textContent = model.get("done") ? words.go_on : words.start;
    pause.hidden = !timed || !running || done;
    finish.hidden = done;
    previous.setAttribute("aria-disabled", String(asked.number === 1));
    next.setAttribute("aria-disabled", String(asked.number === asked.n));
    if (focused?.type === "radio") {
      const again = options.querySelector(`input[value="${hadFocus}"]`);
      if (again && !again.disabled) again.focus();
      else next.focus();
    }
    if (turned && focused) requestAnimationFrame(() => root.scrollIntoView({ block: "nearest" }));
  });

  watch(model, ["seconds_left"], () => { left = model.get("seconds_left"); showTime(); });
  function showTime() {
    time.hidden = !model.get("timed") || model.get("finished");
    time.textContent = left <= 0 ? words.up : `${words.left}: ${clockFace(left)}`;
  }
  const beat = setInterval(() => {
    if (!model.get("running") || model.get("finished")) { showTime(); return; }
    const before = left;
    left -= 1;
    showTime();
    if (before > 0 && (left <= 0 || [60, 300, 600, 1800, 3600].includes(Math.round(left)))) send(model, "tick");
  }, 1000);

  watch(model, ["result"], () => {
    const found = model.get("result");
    result.replaceChildren();
    result.hidden = !found.rows;
    if (!found.rows) return;
    const head = [words.area, words.share, words.n, words.read];
    result.append(el("h3", {}, words.result), el("p", {}, found.text), el("table", {},
      el("thead", {}, el("tr", {}, head.map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, found.rows.map((row) => el("tr", {}, row.map((cell, place) =>
        el(place ? "td" : "th", place ? {} : { scope: "row" }, String(cell))))))));
  });

  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if ("1234".includes(event.key) && event.key.length === 1) { pick(Number(event.key)); event.preventDefault(); }
    // Enter on a button is the button's own; elsewhere it answers, and then goes on.
    if (event.key === "Enter" && event.target.tagName !== "BUTTON") {
      event.preventDefault();
      if (model.get("timed") || shut()) { if (picked || shut()) next.click(); } else commit();
    }
  });

  // Once somebody is at work the question needs the room: the heading and the help are gone until the quiz is finished.
  const intro = el("div", {}, el("h3", {}, model.get("timed") ? words.mock : words.title),
    el("p", { class: "cx-muted" }, model.get("timed") ? words.help_mock : words.help),
    ...(model.get("timed") ? [el("p", { class: "cx-muted" }, words.unofficial)] : []));
  watch(model, ["running", "finished", "done", "asked"], () => {
    const [timed, running, finished] = [model.get("timed"), model.get("running"), model.get("finished")];
    intro.hidden = !finished && (running || (!timed && (model.get("done") > 0 || model.get("asked").number > 1)));
    root.classList.toggle("cx-at-work", !finished && (running || !timed));
  });

  root.tabIndex = -1;
  root.append(intro, el("div", { class: "cx-row" }, where, time), bar, field, reading,
    el("div", { class: "cx-row" }, answer, start, previous, next, pause, finish), live, result);
  if (model.get("running")) send(model, "tick");
  return () => clearInterval(beat);
}

export default { render };
