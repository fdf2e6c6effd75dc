"""What all widgets share: a page made of two files, words, size, and the way in for what a person does."""

from __future__ import annotations

import threading
from pkgutil import get_data

import anywidget
import traitlets

from cxlab import theme


def page(name: str) -> str:
    """Put the shared part in front of a widget's own JavaScript or style sheet.

    Parameters
    ----------
    name : str
        A file of ``cxlab/widgets/page``, such as ``"wheel.js"``.

    Returns
    -------
    str
        The text of ``common.js`` (or ``common.css``) and of that file.

    Examples
    --------
    >>> "function watch" in page("common.js")
    True
    """
    kind = name.rsplit(".", 1)[1]
    names = dict.fromkeys((f"common.{kind}", name))
    # The loader of the package reads them, so they are found in a zipped package too.
    return "\n".join(get_data("cxlab.widgets", f"page/{each}").decode("utf-8") for each in names)


class Shell(anywidget.AnyWidget):
    """A widget whose state is plain data and whose actions are methods.

    Attributes
    ----------
    words : dict
        All words that the page shows, in the reader's language.
    said : str
        The latest news, which a screen reader hears.
    scale : float
        How many times larger than usual; more than 1 on a projector.
    heard : dict
        Which page the message came `from` that was answered last, and its `turn`. The page waits for it before it sends
        the next, so what a person does is heard in order, and an older answer never overwrites a newer one.

    Examples
    --------
    >>> class Bell(Shell):
    ...     ACTIONS = ("ring",)
    ...     def ring(self, times):
    ...         self.said = f"rang {times} times"
    >>> bell = Bell()
    >>> bell.hear({"do": "ring", "times": 3})
    >>> bell.said
    'rang 3 times'
    """

    #: Names of the methods that the page may call.
    ACTIONS: tuple[str, ...] = ()
    _esm = "export default { render() {} }"
    _css = page("common.css")

    words = traitlets.Dict().tag(sync=True)
    said = traitlets.Unicode("").tag(sync=True)
    scale = traitlets.Float(1.0).tag(sync=True)
    heard = traitlets.Dict().tag(sync=True)

    def __init__(self, **state) -> None:
        self._turn = threading.RLock()  # messages of one widget come in on two threads of the kernel
        super().__init__(**{"scale": theme.scale(), **state})
        self.on_msg(lambda _, content, buffers: self.hear(content))

    def hear(self, message: dict) -> None:
        """Do what the page asks: ``{"do": action, ...}``. What cannot be done is said, for nobody reads a log."""
        wanted = dict(message) if isinstance(message, dict) else {}
        action = wanted.pop("do", None)
        heard = {"from": wanted.pop("from", ""), "turn": wanted.pop("turn", 0)}
        with self._turn, self.hold_sync():  # the page gets the answer whole
            try:
                if action in self.ACTIONS:
                    getattr(self, action)(**wanted)
            except (ValueError, TypeError, traitlets.TraitError) as error:
                self.said = str(error)
            finally:
                self.heard = heard

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.said}" if self.said else type(self).__name__
