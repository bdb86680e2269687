# Quellzeilen und Befehle.

not-mapped = nicht abgebildet
