# Der Schritt, an dem man steht, und die Knöpfe, die weiterführen.

narration = Erzählung
step-of = Schritt { $index } von { $count }
aloud = { $step }, { $mode }. { $sentence }
aloud-stepless = { $mode }. { $sentence }
starts = Die Maschine startet: Der Kernel richtet Speicher, Geräte und Dateisystem ein.
instruction-of = Befehl { $at } von { $end }
instruction = Befehl { $at }
go-to-key = Zu einem Befehl gehen, nach seiner Nummer (g)
go-to = Zu Befehl Nummer{" "}
lamp = Der Prozessor ist im { $mode } ({ $letter }-Modus)
steps = Schritte
speed = Tempo { $speed }
speed-tip = Wie schnell abgespielt wird
choose-panel = Eine Tafel wählen
levels = Wie weit ein Schritt geht
other-levels = Andere Stufen
more = Mehr
