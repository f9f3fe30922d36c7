"""Pure geography: coordinate systems, point to grid, distances, polygons. Degrees are lon/lat, lengths metres; no Django."""
