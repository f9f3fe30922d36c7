"""Tests of the phone's door."""
