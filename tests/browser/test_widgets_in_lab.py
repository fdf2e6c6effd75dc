"""Every widget is clicked, typed into and moved by keys in a real JupyterLab; Python says what it received."""

from __future__ import annotations

import json
import time

import pytest

pytestmark = pytest.mark.browser
CELLS = [
    "import cxlab as cx\nimport pandas as pd",
    "texts = ['Your colleague was friendly, but <b>I am furious</b> about the bill of 06-12345678!',\n"
    "         'Where is my bill?',\n"
    "         '<img src=x onerror=alert(1)> thanks']\n"
    "tagger = cx.widgets.wheel_tagger(texts, rater='Group A')\ntagger",
    "explorer = cx.widgets.emotion_explorer('I am not happy')\nexplorer",
    "sample = pd.DataFrame({'complaint_id': ['C1', 'C2', 'C3'],\n"
    "                       'text': ['He <i>mumbled</i>.', 'The bill is wrong.', 'Too fast.']})\n"
    "other = pd.DataFrame({'complaint_id': ['C1', 'C2', 'C3'], 'coder': 'Group B',\n"
    "                      'status': ['complaint', 'no', 'no'], 'cause': ['articulation', None, None]})\n"
    "desk = cx.widgets.coding_desk(sample, coder='Group A', other=other)\ndesk",
    "slider = cx.widgets.power_slider(n=300)\nslider",
    "print(cx.theme.projector(True))\nlarge = cx.widgets.power_slider()\nprint(cx.theme.projector(False))\nlarge",
    "print('intelligibility ' * 60)",
    "card = cx.widgets.quiz_card(cx.study.draw_quiz(n=2, seed=1))\ncard",
    "wishes = pd.DataFrame({'initiative': ['Call back', 'Fix bills'], 'track': 'Result Driven Innovation',\n"
    "                       'duration_quarters': 1, 'effort_fte': 1.0, 'value': [8, 6]})\n"
    "live = cx.widgets.live_plan(wishes, pd.Series([1.0, 1.0], index=['2026Q1', '2026Q2']))\nlive",
]
WHEEL, EXPLORER, DESK, SLIDER, PROJECTOR, SENTENCE, QUIZ, PLAN = range(1, 9)


def until(book, code: str, expected, seconds: float = 30):
    """Ask Python until it says what is expected: what a person does on a page takes a moment to arrive."""
    end = time.monotonic() + seconds
    while True:
        said = json.loads(book.ask(f"import json; print(json.dumps({code}))"))
        if said == expected or time.monotonic() > end:
            assert said == expected
            return
        time.sleep(0.2)


def tag(row, emotion, intensity):
    return {"row": row, "emotion": emotion, "intensity": intensity}


def test_the_wheel_is_clicked_and_moved_with_the_keyboard(book, picture):
    page = book.page
    cell = book.show(WHEEL)
    assert "[phone]" in cell.locator(".cx-verbatim").inner_text()
    assert cell.locator(".cx-verbatim b, .cx-verbatim img").count() == 0
    assert cell.locator("svg [role=button]").count() == 24
    assert cell.locator("svg [tabindex='0']").count() == 1
    rage = cell.get_by_role("button", name="rage: anger, strength 3 of 3")
    rage.click()
    until(book, "tagger.tags", [tag(0, "anger", 3)])
    page.wait_for_function("node => node.getAttribute('aria-pressed') === 'true'", arg=rage.element_handle())
    page.keyboard.press("ArrowRight")   # from rage to vigilance
    page.keyboard.press("ArrowDown")    # to anticipation
    page.keyboard.press("Enter")
    until(book, "tagger.tags", [tag(0, "anger", 3), tag(0, "anticipation", 2)])
    picture(cell, "widget_wheel")
    page.keyboard.press(" ")            # the same again takes it away
    until(book, "tagger.tags", [tag(0, "anger", 3)])
    cell.locator("[role=status]", has_text="Taken away: anticipation.").wait_for()
    cell.locator("[data-act=next]").click()
    cell.locator(".cx-where", has_text="Text 2 of 3").wait_for()
    cell.get_by_role("button", name="No emotion").click()
    cell.locator("[data-act=next]").click()
    cell.locator(".cx-where", has_text="Text 3 of 3").wait_for()
    cell.get_by_role("button", name="Show as a list").click()
    cell.get_by_role("button", name="joy: joy, strength 2 of 3").click()
    until(book, "tagger.tags", [tag(0, "anger", 3), tag(1, "none", 0), tag(2, "joy", 2)])
    picture(cell, "widget_wheel_names")
    cell.get_by_role("button", name="Take back").click()
    until(book, "tagger.frame[['row', 'emotion', 'rater']].to_numpy().tolist()",
          [[0, "anger", "Group A"], [1, "none", "Group A"]])
    assert page.evaluate("() => document.querySelectorAll('img[src=\"x\"]').length") == 0


def test_two_quick_presses_are_two_steps(book):
    book.ask("tagger.go(0)")
    cell = book.show(WHEEL)
    cell.locator(".cx-where", has_text="Text 1 of 3").wait_for()
    cell.locator("[data-act=next]").dblclick()
    until(book, "tagger.row", 2)
    cell.locator(".cx-where", has_text="Text 3 of 3").wait_for()


def test_a_key_in_a_widget_is_no_command_of_jupyterlab(book):
    page = book.page
    box = book.show(EXPLORER).locator("textarea")
    box.fill("")
    box.click()
    page.keyboard.type("dd xx bad mm yy")   # each of these does something to cells in JupyterLab's command mode
    assert box.input_value() == "dd xx bad mm yy"
    assert [cell["cell_type"] for cell in book.cells()] == ["code"] * len(CELLS)


def test_a_sentence_typed_into_the_explorer_is_read_and_never_run(book, picture):
    cell = book.show(EXPLORER)
    cell.locator("textarea").fill("Friendly lady, but I am furious <script>alert('x')</script>")
    cell.locator("[role=status]", has_text="anger").wait_for()
    cell.locator("mark", has_text="furious").wait_for()
    assert cell.locator(".cx-verbatim script").count() == 0
    until(book, "[score['emotion'] for score in explorer.scores if score['there']]", ["anger"])
    cell.locator("[data-emotion=joy]").click()
    cell.locator("mark", has_text="Friendly").wait_for()
    until(book, "explorer.emotion", "joy")
    picture(cell, "widget_explorer")


def test_verbatims_are_coded_blind_and_agreement_comes_at_the_end(book, picture):
    page = book.page
    cell = book.show(DESK)
    assert cell.locator(".cx-verbatim").inner_text() == "He <i>mumbled</i>."
    assert cell.locator(".cx-causes input").first.is_disabled()
    cell.get_by_label("Yes, that is the complaint").check()
    cell.locator(".cx-causes:not(:disabled)").wait_for()
    cell.get_by_label("articulation: mumbles").check()
    until(book, "desk.given", [{"row": 0, "status": "complaint", "cause": "articulation"}])
    assert "Group B" not in cell.locator(".cx-widget").inner_text()
    for number, label in ((2, "No, something else"), (3, "Yes, that is the complaint")):
        cell.locator("[data-act=next]").click()
        cell.locator(".cx-where", has_text=f"Text {number} of 3").wait_for()
        cell.get_by_label(label).focus()
        page.keyboard.press(" ")
        until(book, "desk.done", number)
    cell.get_by_text("Talk about these (1)").wait_for()
    assert "Group B: no" in cell.locator(".cx-widget").inner_text()
    until(book, "desk.codes[['complaint_id', 'coder', 'status']].to_numpy().tolist()",
          [["C1", "Group A", "complaint"], ["C2", "Group A", "no"], ["C3", "Group A", "complaint"]])
    until(book, "round(float(desk.agreement.loc['status', 'same']), 3)", 0.667)
    picture(cell, "widget_desk")


def test_a_slider_moves_the_sentence_and_the_figure(book, picture):
    page = book.page
    cell = book.show(SLIDER)
    cell.locator(".cx-here-value", has_text="29%").wait_for()
    cell.locator("input[data-name=calls]").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    until(book, "[slider.calls, round(slider.power, 2)]", [1000, 0.95])
    cell.locator(".cx-here-value", has_text="95%").wait_for()
    assert "is noticed in 95 of 100" in cell.locator("[role=status]").inner_text()
    assert "is noticed in 95 of 100" in cell.get_by_role("img").get_attribute("aria-label")
    cell.get_by_label("Limits of the funnel").select_option("0.95")
    until(book, "slider.level", 0.95)
    picture(cell, "widget_slider")


def test_a_slider_stays_where_the_hand_put_it_however_slow_python_is(book):
    page = book.page
    handle = book.show(SLIDER).locator("input[data-name=calls]")
    handle.focus()
    book.ask("slider.set(calls=20)")          # what Python sets is shown, also while the slider has the focus
    page.wait_for_function("input => input.value === '0'", arg=handle.element_handle())
    book.ask("import time\nhear = slider.hear\n"
             "def slowly(message):\n    time.sleep(0.2)\n    hear(message)\nslider.hear = slowly")
    handle.evaluate("""input => {
        input.places = [];
        const look = () => { input.places.push(Number(input.value)); requestAnimationFrame(look); };
        look();
    }""")
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    until(book, "slider.calls", 500)
    book.ask("del slider.hear")
    places = handle.evaluate("input => input.places")
    assert (places, places[-1]) == (sorted(places), 9), "the slider jumped back"


def test_everything_is_larger_on_a_projector(book, picture):
    sizes = [book.show(place).locator(".cx-widget").evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
             for place in (SLIDER, PROJECTOR)]
    assert sizes[1] == pytest.approx(1.5 * sizes[0])
    picture(book.show(PROJECTOR), "widget_projector")


def test_a_long_printed_sentence_keeps_its_words_whole(book, picture):
    cell = book.show(SENTENCE)
    lines = cell.locator(".jp-OutputArea-output pre").evaluate("""pre => {
        const text = pre.firstChild, range = document.createRange(), tops = [];
        for (let place = 0; place < text.length; place += 16) {
            range.setStart(text, place);
            range.setEnd(text, Math.min(place + 15, text.length));
            tops.push(new Set([...range.getClientRects()].map(box => Math.round(box.top))).size);
        }
        return tops;
    }""")
    picture(cell, "printed_sentence")
    assert set(lines[:60]) == {1}, "a word stands on two lines"
    assert cell.locator(".jp-OutputArea-output pre").evaluate("pre => pre.clientHeight") > 60, "all on one line"


def test_a_quiz_is_answered_with_the_keyboard_and_the_score_reaches_python(book, picture):
    cell = book.show(QUIZ)
    cell.locator("input[type=radio]").nth(3).wait_for()
    assert cell.locator(".cx-reason").count() == 0
    cell.locator("input[value='2']").focus()
    book.page.keyboard.press(" ")
    cell.locator("[data-act=answer]").focus()
    book.page.keyboard.press("Enter")
    until(book, "card.scores['chosen'].notna().tolist()", [True, False])
    cell.locator(".cx-reason").nth(3).wait_for()
    cell.locator("[data-act=next]").click()
    cell.locator(".cx-where", has_text="Question 2 of 2").wait_for()
    picture(cell, "widget_quiz")
    until(book, "card.done", 1)


def test_a_plan_follows_the_limit_that_is_moved(book, picture):
    cell = book.show(PLAN)
    cell.locator("input[data-slider=quarters]").focus()
    assert "Fix bills" in cell.locator(".cx-plan").inner_text()
    book.page.keyboard.press("ArrowLeft")
    until(book, "live.plan.table['initiative'].tolist()", ["Call back"])
    cell.locator(".cx-moved", has_text="Fix bills").wait_for()
    picture(cell, "widget_plan")
