"""Pure rules of insight: groups, heat, titles, stretches of time."""
