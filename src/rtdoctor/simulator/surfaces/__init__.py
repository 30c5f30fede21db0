"""One file per surface of the service: which requests it takes and how it answers."""
