"""What runs inside the box, on the box's own Python: build, look, try. Standard library only."""
