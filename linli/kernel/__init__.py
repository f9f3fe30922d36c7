"""The ground every room stands on: who acts, in which scope, and what was written down."""
