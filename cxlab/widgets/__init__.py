"""Widgets: for people who would rather click than type.

| You want to | Ask for |
|---|---|
| put remarks or journey steps on the wheel by hand | `wheel_tagger` |
| see what the reading of emotions saw in a sentence | `emotion_explorer` |
| code complaints about being able to follow our speech, blind, and compare with a second coder | `coding_desk` |
| move the limits of a plan and see what enters and what leaves | `live_plan` |
| move a slider and see how likely a funnel is to notice a team | `power_slider` |
| practise questions, or sit a mock exam against the clock | `quiz_card` |

Nothing can be done here that a plain call cannot do. In a lesson each widget stands after the call it wraps and beside
a figure that stays when the widget is gone (in print, on a page without Python).

**How a widget is shaped**, for those who build one:

1. *Pure functions* take plain data and give plain data (lists, dicts, frames). They hold all the thinking and are
   tested like any other function.
2. *State* is traits of plain data on a class that inherits from :class:`cxlab.widgets.shell.Shell`. Whatever a person
   does on the page comes in as a message with the name of an action; ``Shell`` passes it on to the method of that name
   in ``ACTIONS``, which sets the state. A test calls the method, or ``hear``, and needs no browser.
3. *The page* is one JavaScript file in ``cxlab/widgets/page/``. It draws the state and sends what was pressed; it
   decides nothing and computes nothing. ``page("wheel.js")`` puts ``common.js`` in front of it, which offers ``el``,
   ``svg``, ``open``, ``watch``, ``keepUp`` (for what a person holds: never undone by an older answer) and ``send``.
   ``common.css`` gives colours, sizes and a visible focus to all; every rule of a widget's own style sheet begins with
   its own class (``.cx-tagger``), because all sheets meet on one page.
4. *Words* come from Python, in the reader's language, as the trait ``words``. ``said`` is what a screen reader hears.
5. Customers' words become text nodes, never HTML. Nothing is fetched from anywhere.
6. Sizes are in ``em``: the trait ``scale`` (from :func:`cxlab.theme.scale`) makes all larger for a projector.
7. What a person made is given back as a tidy frame (``.frame``, ``.codes``), and ``repr`` is a sentence.
"""

from __future__ import annotations

from importlib import import_module

_ROOM_OF = {
    "LivePlan": "portfolio", "live_plan": "portfolio",
    "CodingDesk": "desk", "coding_desk": "desk",
    "EmotionExplorer": "explorer", "emotion_explorer": "explorer",
    "PowerSlider": "slider", "power_slider": "slider",
    "QuizCard": "study", "quiz_card": "study",
    "WheelTagger": "wheel", "wheel_tagger": "wheel",
}

__all__ = ["CodingDesk", "EmotionExplorer", "LivePlan", "PowerSlider", "QuizCard", "WheelTagger",
           "coding_desk", "emotion_explorer", "live_plan", "power_slider", "quiz_card", "wheel_tagger"]


def __getattr__(name: str):
    if name in _ROOM_OF:
        return getattr(import_module(f"cxlab.widgets.{_ROOM_OF[name]}"), name)
    raise AttributeError(f"cxlab.widgets has no {name!r}; it has {', '.join(sorted(_ROOM_OF))}")


def __dir__() -> list[str]:
    return sorted(__all__)
