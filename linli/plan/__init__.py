"""Pure planning: in which order to walk."""
