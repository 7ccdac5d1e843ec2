"""XML of a part as bytes: read without danger, changed in places without touching the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from lxml import etree

from xlcredit.errors import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
STRICT_MAIN = b"http://purl.oclc.org/ooxml/spreadsheetml/main"

_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_TAG_END = re.compile(rb"(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_ROOT = re.compile(rb"<([A-Za-z_][\w.-]*:)?[A-Za-z_]")
_UNSAFE = re.compile('[&<>"\x00-\x08\x0b\x0c\x0e-\x1f\r\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_')
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


@dataclass
class Span:
    """Where one element stands in the bytes of its part.

    Attributes
    ----------
    name : str
        Name as written, prefix included.
    start, inner_start, inner_end, end : int
        Offsets of the start tag, of the content and behind the end tag.
    attributes : dict
        Attributes as written.
    children : list of Span
        Elements inside, as deep as was asked for.
    """

    name: str
    start: int
    inner_start: int
    inner_end: int
    end: int
    attributes: dict[str, str]
    children: list[Span] = field(default_factory=list)

    @property
    def local(self) -> str:
        """Name without its prefix."""
        return self.name.rpartition(":")[2]

    def find(self, local: str) -> Span | None:
        """Return the first child of a name, None when there is none."""
        return next((child for child in self.children if child.local == local), None)


def parse(xml: bytes, part: str) -> Any:
    """Read a part as a tree, without entities, network or huge nodes.

    Parameters
    ----------
    xml : bytes
        The part.
    part : str
        Its name, for the message.

    Returns
    -------
    lxml element
        The root.

    Raises
    ------
    WorkbookError
        When it is not well formed or declares a document type.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise WorkbookError("workbook.part_malformed", part=part, fault=str(fault)) from fault
    if root.getroottree().docinfo.internalDTD is not None:
        raise WorkbookError("workbook.part_malformed", part=part, fault="DOCTYPE")
    return root


def as_utf8(xml: bytes, part: str) -> bytes:
    """Return a part in UTF-8 without byte order mark, comments or CDATA; the same bytes when it is so.

    Parameters
    ----------
    xml : bytes
        The part.
    part : str
        Its name, for the message.

    Returns
    -------
    bytes
        Bytes in which elements can be found by their tags.

    Raises
    ------
    WorkbookError
        When the part must be read as a tree for that and is not well formed.
    """
    if xml.startswith(b"\xef\xbb\xbf"):
        xml = xml[3:]
    declared = _DECLARED.match(xml[:200])
    plain = xml.startswith(b"<") and (declared is None or declared[1].lower() in (b"utf-8", b"us-ascii"))
    if plain and b"<!" not in xml:
        return xml
    root = parse(xml, part)
    for comment in list(root.iter(etree.Comment)):
        _drop_keeping_tail(comment)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _drop_keeping_tail(node: Any) -> None:
    """Take a node out and leave the text behind it in place."""
    parent, before = node.getparent(), node.getprevious()
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + (node.tail or "")
    else:
        parent.text = (parent.text or "") + (node.tail or "")
    node.tail = None
    parent.remove(node)


@lru_cache(maxsize=64)
def outline(xml: bytes, depth: int = 1) -> Span:
    """Return where the root and its descendants stand, down to a depth.

    Parameters
    ----------
    xml : bytes
        A part in UTF-8, as `as_utf8` returns it.
    depth : int
        How many levels below the root to list.

    Returns
    -------
    Span
        The root; it is shared between callers and not to be changed.

    Raises
    ------
    WorkbookError
        When the bytes are not well-formed XML.

    Examples
    --------
    >>> [child.local for child in outline(b"<a><b/><c>1</c></a>").children]
    ['b', 'c']
    """
    parser = expat.ParserCreate()
    parser.ordered_attributes = False
    stack: list[Span | None] = []
    roots: list[Span] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > depth:
            stack.append(None)
            return
        at = parser.CurrentByteIndex
        inner = tag_end(xml, at)
        span = Span(name, at, inner, inner, inner, dict(attributes))
        parent = stack[-1] if stack else None
        (roots if parent is None else parent.children).append(span)
        stack.append(span)

    def end(_name: str) -> None:
        span = stack.pop()
        if span is not None and not xml.endswith(b"/>", span.start, span.inner_start):
            span.inner_end = parser.CurrentByteIndex
            span.end = xml.index(b">", span.inner_end) + 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as fault:
        raise WorkbookError("workbook.part_malformed", part="", fault=str(fault)) from fault
    return roots[0]


def tag_end(xml: bytes, start: int) -> int:
    """Return the offset behind the tag that starts at `start`; a '>' inside an attribute does not end it."""
    found = _TAG_END.match(xml, start)
    if found is None:
        raise WorkbookError("workbook.part_malformed", part="", fault=f"open tag at byte {start}")
    return found.end()


def prefix_of(xml: bytes) -> str:
    """Return the prefix of the root element with its colon, empty when it has none.

    Examples
    --------
    >>> prefix_of(b'<?xml version="1.0"?><x:worksheet/>'), prefix_of(b"<worksheet/>")
    ('x:', '')
    """
    found = _ROOT.search(xml, 0, 4096)
    return found[1].decode() if found and found[1] else ""


def prefix_for(xml: bytes, namespace: str) -> str | None:
    """Return the prefix with colon that the root binds to a namespace, None when it binds none."""
    for name, value in outline(xml, 0).attributes.items():
        if value == namespace and name.startswith("xmlns:"):
            return name[6:] + ":"
    return None


def splice(xml: bytes, edits: Iterable[tuple[int, int, bytes]]) -> bytes:
    """Replace stretches of bytes; the stretches must not overlap.

    Examples
    --------
    >>> splice(b"abcdef", [(4, 5, b"X"), (0, 1, b"")])
    b'bcdXf'
    """
    pieces: list[bytes] = []
    at = 0
    for start, end, replacement in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [xml[at:start], replacement]
        at = end
    return b"".join([*pieces, xml[at:]])


def with_attributes(tag: bytes, **values: object) -> bytes:
    """Return a start tag with attributes set, in place where they stand and at the end where they do not.

    Examples
    --------
    >>> with_attributes(b'<calcPr calcId="1"/>', calcId=2, fullCalcOnLoad=1)
    b'<calcPr calcId="2" fullCalcOnLoad="1"/>'
    """
    for name, value in values.items():
        key = name.replace("__", ":").encode()
        text = b' %s="%s"' % (key, escape(str(value)).encode())
        found = re.search(rb"\s%s\s*=\s*(?:\"[^\"]*\"|'[^']*')" % re.escape(key), tag)
        if found:
            tag = tag[: found.start()] + text + tag[found.end() :]
            continue
        close = len(tag) - (2 if tag.endswith(b"/>") else 1)
        tag = tag[:close].rstrip() + text + tag[close:]
    return tag


def add_child(xml: bytes, child: bytes, name: str, order: Sequence[str]) -> bytes:
    """Insert an element under the root where the schema wants it.

    Parameters
    ----------
    xml : bytes
        The part.
    child : bytes
        The element, prefix included.
    name : str
        Its local name.
    order : sequence of str
        Local names in the schema's order.

    Returns
    -------
    bytes
        The part with the element.

    Examples
    --------
    >>> add_child(b"<w><a/><d/></w>", b"<c/>", "c", ["a", "b", "c", "d"])
    b'<w><a/><c/><d/></w>'
    """
    root = outline(xml, 1)
    later = set(order[order.index(name) + 1 :])
    if root.inner_start == root.end:
        return _opened(xml, root, child)
    at = next((span.start for span in root.children if span.local in later), root.inner_end)
    return xml[:at] + child + xml[at:]


def append_inside(xml: bytes, span: Span, content: bytes, **attributes: object) -> bytes:
    """Append content to an element and set attributes on its start tag; a self-closed one is opened."""
    tag = with_attributes(xml[span.start : span.inner_start], **attributes)
    if span.inner_start == span.end:
        opened = tag[:-2].rstrip() + b">" + content + f"</{span.name}>".encode()
        return xml[: span.start] + opened + xml[span.end :]
    inside = xml[span.inner_start : span.inner_end]
    return xml[: span.start] + tag + inside + content + xml[span.inner_end :]


def _opened(xml: bytes, span: Span, content: bytes) -> bytes:
    """Give content to an element that had none."""
    return append_inside(xml, span, content)


def escape(text: str) -> str:
    r"""Return text as it stands in an element or attribute, control characters as ``_xHHHH_`` like Excel.

    Parameters
    ----------
    text : str
        Any text; lone surrogates, which no XML can carry, are dropped.

    Returns
    -------
    str
        Escaped text. A literal ``_x0041_`` keeps its meaning by escaping its underscore.

    Examples
    --------
    >>> escape('a<b & "c"'), escape("x\x01y"), escape("_x0041_")
    ('a&lt;b &amp; &quot;c&quot;', 'x_x0001_y', '_x005F_x0041_')
    """
    return _UNSAFE.sub(_escaped, text) if _UNSAFE.search(text) else text


def _escaped(found: re.Match[str]) -> str:
    """Escape one character, or the underscore of a literal that looks escaped."""
    text = found[0]
    if text in _NAMED:
        return _NAMED[text]
    if len(text) > 1:
        return "_x005F" + text
    return "" if "\ud800" <= text <= "\udfff" else f"_x{ord(text):04X}_"


def unescape(text: str) -> str:
    r"""Return text with its ``_xHHHH_`` parts as the characters they stand for.

    Examples
    --------
    >>> unescape("a_x000a_b"), unescape("_x005F_x0041_")
    ('a\nb', '_x0041_')
    """
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def serialise(root: Any) -> bytes:
    """Return a tree as the bytes of a part."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def local(node: Any) -> str:
    """Return the local name of a node, empty for comments and instructions."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
