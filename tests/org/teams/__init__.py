"""Tests of task forces."""
