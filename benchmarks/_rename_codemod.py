"""What a codemod of libcst needs for the name alone: the yardstick of `migrate_speed`."""

from __future__ import annotations

import libcst as cst
from libcst.codemod import VisitorBasedCodemodCommand

OLD, NEW = "gpt-4o-realtime-preview", "gpt-realtime-1.5"


class RenameModel(VisitorBasedCodemodCommand):
    """Rename the model in every string."""

    DESCRIPTION = "Rename the retired model."

    def leave_SimpleString(  # noqa: N802 - libcst's own naming
        self, original_node: cst.SimpleString, updated_node: cst.SimpleString
    ) -> cst.SimpleString:
        if OLD not in original_node.value:
            return updated_node
        return updated_node.with_changes(value=original_node.value.replace(OLD, NEW))
