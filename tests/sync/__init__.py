"""Tests of what phones bring along."""
