# Das Terminal des Gasts.

label = Terminal
screen = Was das Terminal zeigt
as-of = Stand bei Befehl { $at } · Getipptes geht ans Ende des Laufs
leave = Esc verlässt das Terminal
keys = Terminal: für die Maschine tippen; Escape verlässt es
