"""Bytes: connections with and without TLS, HTTP, WebSocket. Every layer can be cut off at any byte."""
