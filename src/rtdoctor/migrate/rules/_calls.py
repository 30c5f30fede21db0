"""The arguments of a call, changed with libcst: what is not changed keeps its place, layout and comments.

Everything here works on the text of one call with `\\n` line ends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from rtdoctor.migrate.rules._brackets import check
from rtdoctor.migrate.rules._rule import CannotRebuildError

if TYPE_CHECKING:
    import libcst as cst

Replace = Mapping[str, Callable[[str], "tuple[str, str] | None"]]


def rewrite_call(
    text: str,
    function: str | None,
    replace: Replace,
    append: Sequence[tuple[str, str]] = (),
    prepend: Sequence[tuple[str, str]] = (),
) -> str:
    """The text of a call with its keywords replaced.

    `replace` maps a keyword to a function from the code of its value to the new (keyword, code), or to None to
    take it out; `prepend` and `append` add keywords before and after.
    Raises `CannotRebuildError` when a comment would be lost.
    """
    import libcst as cst

    call = cst.parse_expression(text)
    if not isinstance(call, cst.Call):
        raise CannotRebuildError("it is not a call")
    code = cst.Module([]).code_for_node
    args: list[cst.Arg] = []
    for arg in call.args:
        name = arg.keyword.value if arg.keyword else ""
        if name not in replace:
            args.append(arg)
            continue
        new = replace[name](code(arg.value))
        if new is not None:
            args.append(arg.with_changes(keyword=cst.Name(new[0]), value=cst.parse_expression(new[1])))
        elif arg is call.args[-1]:
            _end_at(args, arg)
        else:
            _close_gap(args, arg)
    whitespace = call.whitespace_before_args
    if call.args and not args:
        whitespace = cst.SimpleWhitespace("")
    for keyword, value in append:
        args = _appended(args, keyword, value)
    for keyword, value in reversed(prepend):
        args = _prepended(args, keyword, value, call.whitespace_before_args)
    changes: dict[str, object] = {"args": args, "whitespace_before_args": whitespace}
    if function is not None:
        changes["func"] = cst.parse_expression(function)
    return check(text, code(call.with_changes(**changes)))


def _end_at(args: list[cst.Arg], gone: cst.Arg) -> None:
    """The last argument goes: the one before it takes over how the call ends."""
    import libcst as cst

    if not args:
        return
    last = args[-1]
    if isinstance(last.comma, cst.Comma) and _comment(last.comma.whitespace_after):
        _close_gap(args, gone, ending=True)
        return
    args[-1] = last.with_changes(comma=gone.comma, whitespace_after_arg=gone.whitespace_after_arg)


def _comment(whitespace: cst.BaseParenthesizableWhitespace) -> bool:
    import libcst as cst

    return isinstance(whitespace, cst.ParenthesizedWhitespace) and (
        whitespace.first_line.comment is not None or any(line.comment for line in whitespace.empty_lines)
    )


def _close_gap(args: list[cst.Arg], gone: cst.Arg, ending: bool = False) -> None:
    """An argument between others goes: the gaps before and behind it become one, with the comments of both."""
    import libcst as cst

    behind = gone.comma.whitespace_after if isinstance(gone.comma, cst.Comma) else gone.whitespace_after_arg
    if ending and isinstance(gone.whitespace_after_arg, cst.ParenthesizedWhitespace):
        behind = gone.whitespace_after_arg
    if not _comment(behind) and not ending:
        return
    if not isinstance(behind, cst.ParenthesizedWhitespace) or not args:
        raise CannotRebuildError("a comment beside an argument that goes would be lost")
    before = args[-1].comma.whitespace_after if isinstance(args[-1].comma, cst.Comma) else None
    if not isinstance(before, cst.ParenthesizedWhitespace):
        raise CannotRebuildError("a comment beside an argument that goes would be lost")
    kept = []
    if behind.first_line.comment is not None:
        kept.append(
            cst.EmptyLine(indent=False, whitespace=before.last_line, comment=behind.first_line.comment)
        )
    merged = before.with_changes(
        empty_lines=[*before.empty_lines, *kept, *behind.empty_lines], last_line=behind.last_line
    )
    args[-1] = args[-1].with_changes(comma=cst.Comma(whitespace_after=merged))


def _appended(args: list[cst.Arg], keyword: str, value: str) -> list[cst.Arg]:
    import libcst as cst

    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    new = cst.Arg(keyword=cst.Name(keyword), value=cst.parse_expression(value), equal=equal)
    if not args:
        return [new]
    last = args[-1]
    separator = next(
        (arg.comma for arg in args if isinstance(arg.comma, cst.Comma) and arg is not last), None
    )
    between = (
        separator.with_changes(whitespace_after=_plain(separator.whitespace_after))
        if separator is not None
        else cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    )
    return [
        *args[:-1],
        last.with_changes(comma=between, whitespace_after_arg=cst.SimpleWhitespace("")),
        new.with_changes(comma=last.comma, whitespace_after_arg=last.whitespace_after_arg),
    ]


def _prepended(
    args: list[cst.Arg], keyword: str, value: str, before: cst.BaseParenthesizableWhitespace
) -> list[cst.Arg]:
    import libcst as cst

    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    new = cst.Arg(keyword=cst.Name(keyword), value=cst.parse_expression(value), equal=equal)
    if not args:
        return [new]
    after = _plain(before) if isinstance(before, cst.ParenthesizedWhitespace) else cst.SimpleWhitespace(" ")
    return [new.with_changes(comma=cst.Comma(whitespace_after=after)), *args]


def _plain(whitespace: cst.BaseParenthesizableWhitespace) -> cst.BaseParenthesizableWhitespace:
    """The same line break without its comments."""
    import libcst as cst

    if isinstance(whitespace, cst.ParenthesizedWhitespace):
        return cst.ParenthesizedWhitespace(last_line=whitespace.last_line)
    return whitespace
