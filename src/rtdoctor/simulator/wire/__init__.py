"""The wire as the service speaks it: what it accepts, what it says when it does not, what it sends."""
