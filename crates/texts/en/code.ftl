# Source lines and instructions.

not-mapped = not mapped
