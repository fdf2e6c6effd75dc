"""Show a figure together with the words that say what it shows.

JupyterLab and the HTML export drop a plain figure's alternative text. :func:`show` sends the image inside an HTML
``<figure>`` with its alt text, plus one line of plain text that a notebook test can compare.
"""

from __future__ import annotations

import base64
import html
import io
from dataclasses import dataclass, field

from cxlab.theme import scale

LEAST_ALT = 15


@dataclass(frozen=True, eq=False)
class Shown:
    """A figure with its alt text, as a notebook displays it.

    Attributes
    ----------
    alt : str
        What the figure shows, in words.
    caption : str
        The line under the figure.
    png : bytes
        The image.
    """

    alt: str
    caption: str
    png: bytes = field(repr=False)

    def __repr__(self) -> str:
        return f"Figure: {self.alt}"

    def _repr_html_(self) -> str:
        image = base64.b64encode(self.png).decode("ascii")
        caption = f"<figcaption>{html.escape(self.caption)}</figcaption>" if self.caption else ""
        return (f'<figure><img alt="{html.escape(self.alt, quote=True)}" style="max-width:100%" '
                f'src="data:image/png;base64,{image}">{caption}</figure>')


def show(figure, alt: str, caption: str = "", *, dpi: int = 110) -> Shown:
    """Show a figure with its alt text and caption.

    Parameters
    ----------
    figure : matplotlib Figure or Axes
        What to show. A figure that pyplot holds is closed, so that a notebook shows it once.
    alt : str
        One or two sentences that say what a reader who cannot see the figure should know.
    caption : str
        The line under the figure; may be empty.
    dpi : int
        Dots per inch; more of them when :func:`cxlab.theme.projector` is on.

    Returns
    -------
    Shown
        Put it last in a cell: the notebook displays it.

    Raises
    ------
    ValueError
        When the alt text is too short to say anything.

    Examples
    --------
    >>> from cxlab.theme import new_axes
    >>> show(new_axes(2, 2), "An empty chart without any data.")
    Figure: An empty chart without any data.
    """
    if len(alt.strip()) < LEAST_ALT:
        raise ValueError(f"alt is {alt!r}; expected a sentence of at least {LEAST_ALT} characters that says what the "
                         "figure shows. The alt_... function beside each plot_... function writes one.")
    figure = getattr(figure, "figure", figure)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi * scale(), bbox_inches="tight", metadata={"Software": None})
    if getattr(figure, "number", None) is not None:
        from matplotlib import pyplot

        pyplot.close(figure)
    return Shown(alt, caption, buffer.getvalue())
