# Quellzeilen und Befehle.

not-mapped = nicht abgebildet

label = Code
kernel = KERNEL
no-symbol = hier kein Symbol
source = Quelltext
source-tip = Auch die Quellzeilen zeigen
tools = Schritte im Code
caller = Aufrufer
over = darüber
out = hinaus
break = Halt
wanted = *{ $file }* hier ablegen oder öffnen, um die Zeilen zu sehen.
source-of = Quelltext und Befehle von { $function }
instructions-of = Befehle von { $function }
breakpoint-away = Den Haltepunkt entfernen
breakpoint-set = Einen Haltepunkt setzen
line-tip = Klick: weiter zu dieser Zeile. Umschalt-Klick: zurück zu ihr.
functions = { $n } Funktionen
find = Zu einer Funktion von { $image } laufen
find-tip = Eingabe: weiter zum nächsten Eintritt in sie; Umschalt-Eingabe: zurück zum letzten
find-back = Zurück zum letzten Eintritt
find-on = Weiter zum nächsten Eintritt
