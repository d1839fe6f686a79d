"""A hostile local press: a real HTTP server on the loopback that behaves as the worst outlets do."""
