"""Values in the forms they can be shown in: MIME bundles."""

import io
import json
import sys

from . import channel, output, running_cell
from .plain_json import to_plain

TABLE = "application/vnd.heddle.table+json"
MAX_TEXT_LENGTH = 20_000
MAX_JSON_LENGTH = 100_000
TABLE_ROWS = 50
TABLE_COLUMNS = 100
REPRESENTATIONS = (
    ("_repr_html_", "text/html"),
    ("_repr_markdown_", "text/markdown"),
    ("_repr_svg_", "image/svg+xml"),
    ("_repr_png_", "image/png"),
    ("_repr_jpeg_", "image/jpeg"),
    ("_repr_json_", "application/json"),
)


class Shown:
    """Something made to be shown: `display(display.html("<b>hi</b>"))`, or the last expression of a cell."""

    def __init__(self, bundle):
        self._bundle = bundle

    def _repr_mimebundle_(self, **_):
        return self._bundle

    def __repr__(self):
        return f"<{', '.join(self._bundle)}>"


def display(*values):
    """Shows values in the middle of a cell."""
    cell = running_cell.current()
    for value in values:
        bundle, parts = to_bundle(value)
        output.flush()
        if cell is not None:
            channel.send({"t": "display", "cell": cell.label, "bundle": bundle}, parts)


display.html = lambda html: Shown({"text/html": html})
display.markdown = lambda markdown: Shown({"text/markdown": markdown})
display.svg = lambda svg: Shown({"image/svg+xml": svg})
display.png = lambda data: Shown({"image/png": data})
display.json = lambda value: Shown({"application/json": value})
display.vega_lite = lambda specification: Shown({"application/vnd.vegalite.v5+json": specification})
display.bundle = lambda bundle: Shown(dict(bundle))


def to_bundle(value):
    """A value as a bundle and its binary parts. Never raises."""
    forms = {"text/plain": value_text(value)}
    parts = []
    for kind, form in _forms(value):
        try:
            if isinstance(form, (bytes, bytearray)):
                parts.append((kind, bytes(form)))
            elif form is not None:
                forms[kind] = form if isinstance(form, str) else to_plain(form)
        except Exception:
            continue
    _add_json(forms, value)
    return forms, parts


def show_figures():
    """Shows the figures matplotlib holds, if the code used it, and closes them."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    for number in pyplot.get_fignums():
        picture = io.BytesIO()
        figure = pyplot.figure(number)
        figure.savefig(picture, format="png", bbox_inches="tight")
        display(Shown({"image/png": picture.getvalue()}))
    pyplot.close("all")


def value_text(value):
    try:
        text = value if isinstance(value, str) else repr(value)
        return text if len(text) <= MAX_TEXT_LENGTH else text[:MAX_TEXT_LENGTH] + "…"
    except Exception:
        return "a value that cannot be shown"


def _forms(value):
    if isinstance(value, type):
        return
    try:
        bundle = value._repr_mimebundle_()
        yield from (bundle[0] if isinstance(bundle, tuple) else bundle).items()
        return
    except Exception:
        pass
    for method, kind in REPRESENTATIONS:
        try:
            yield kind, getattr(value, method)()
        except Exception:
            continue


def _add_json(forms, value):
    if "application/json" in forms or isinstance(value, Shown):
        return
    try:
        pandas = sys.modules.get("pandas")
        if pandas is not None and isinstance(value, pandas.DataFrame):
            columns = [str(column) for column in value.columns[:TABLE_COLUMNS]]
            rows = json.loads(value.head(TABLE_ROWS).iloc[:, :TABLE_COLUMNS].to_json(orient="values", date_format="iso"))
            forms[TABLE] = {"columns": columns, "rows": rows, "rowCount": len(value)}
            return
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value[:TABLE_ROWS]):
            records = to_plain(value[:TABLE_ROWS])
            columns = list(dict.fromkeys(key for record in records for key in record))[:TABLE_COLUMNS]
            forms[TABLE] = {"columns": columns, "rows": [[record.get(column) for column in columns] for record in records], "rowCount": len(value)}
        plain = to_plain(value)
        if len(json.dumps(plain)) <= MAX_JSON_LENGTH:
            forms["application/json"] = plain
    except Exception:
        return
