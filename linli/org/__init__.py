"""Who works where: areas, the grid tree, units, people, posts, duties, task forces, rota."""
