"""What is drawn on a map, and the drawing that needs no script; doors hand both to their pages."""
