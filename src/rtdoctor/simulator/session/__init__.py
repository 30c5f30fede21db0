"""One realtime session: its configuration, its conversation, its input buffer, its answers."""
