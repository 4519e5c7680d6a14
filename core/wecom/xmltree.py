"""Callback XML as nested dictionaries, without entities or doctypes (回调报文解析)."""

from typing import Any, NoReturn
from xml.parsers.expat import ExpatError, ParserCreate

from core.wecom.errors import BadCallback

Tree = dict[str, Any]
DEEPEST = 12
_PADDING = " \t\r\n\ufeff"


def xml_fields(document: bytes) -> Tree:
    """The children of the root: text as `str`, nested elements as dictionaries, repeated ones as lists.

    Anything that is not plain well-formed UTF-8 XML raises `BadCallback`; a doctype is refused before it is read.
    """
    reader = _Reader()
    parser = ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text.append
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    try:
        parser.Parse(document.strip(), True)
    except (ExpatError, ValueError) as error:
        raise BadCallback(f"not XML: {error}") from None
    if not isinstance(reader.root, dict):
        raise BadCallback("the document has no fields")
    return reader.root


def _refuse(*_: object) -> NoReturn:
    raise BadCallback("doctypes and entities are not accepted")


class _Reader:
    """Builds the tree while expat reads; one open element on each level of the stack.

    It does not know its parser: a cycle would leave every callback to the garbage collector.
    """

    def __init__(self) -> None:
        self.root: Tree | str = ""
        self.stack: list[Tree] = []
        self.text: list[str] = []

    def start(self, _name: str, _attributes: object) -> None:
        if len(self.stack) == DEEPEST:
            raise BadCallback("the document is nested too deeply")
        self.stack.append({})
        self.text.clear()

    def end(self, name: str) -> None:
        children = self.stack.pop()
        value: Tree | str = children or "".join(self.text).strip(_PADDING)
        self.text.clear()
        if not self.stack:
            self.root = value
            return
        siblings = self.stack[-1]
        known = siblings.get(name)
        if known is None:
            siblings[name] = value
        elif isinstance(known, list):
            known.append(value)
        else:
            siblings[name] = [known, value]
