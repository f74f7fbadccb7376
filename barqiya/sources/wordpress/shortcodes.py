"""Shortcodes that no plug-in expanded: WordPress leaves them in texts as they were written.

Told from what people write in brackets by their form: a Latin name with ``name=value``, an
underscore, or a closing twin. «[1]», «[sic]» and «[كذا]» are text.
"""

import re

_SHORTCODE = re.compile(r"\[(?P<end>/?)(?P<name>[A-Za-z][\w-]*)(?P<rest>[^\[\]<>]*)\]", re.ASCII)
_VALUE = re.compile(r"\s[\w-]+\s*=\s*\S", re.ASCII)
# Of WordPress itself and of what is found on every other site; they stand without attributes too.
_KNOWN = frozenset(
    {"ad", "ads", "adrotate", "audio", "caption", "embed", "gallery", "playlist", "toc", "video"}
)
_VERBATIM = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL | re.IGNORECASE)


def without_shortcodes(markup: str) -> str:
    """Return *markup* without the tags of shortcodes; what stands between two tags stays.

    In ``pre`` and ``code`` they are what the text is about.
    """
    if "[" not in markup:
        return markup
    ended = {found["name"] for found in _SHORTCODE.finditer(markup) if found["end"]}
    kept, at = [], 0
    for verbatim in _VERBATIM.finditer(markup):
        kept += [_dropped(markup[at : verbatim.start()], ended), verbatim[0]]
        at = verbatim.end()
    return "".join([*kept, _dropped(markup[at:], ended)])


def _dropped(markup: str, ended: set[str]) -> str:
    return _SHORTCODE.sub(lambda found: "" if _is_one(found, ended) else found[0], markup)


def _is_one(found: re.Match[str], ended: set[str]) -> bool:
    name, rest = found["name"], found["rest"]
    if found["end"] or name in ended or _VALUE.search(rest):
        return True
    return not rest.strip(" /") and ("_" in name or name.casefold() in _KNOWN)
