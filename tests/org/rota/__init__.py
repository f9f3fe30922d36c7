"""Tests of the duty rota."""
