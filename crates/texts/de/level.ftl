# Wie weit ein Schritt geht.

story = Geschichte
switch = Prozesswechsel
fault = Seitenfehler
call = Systemaufruf
mode = Moduswechsel
function = Funktion
line = Zeile
over = Zeile, über Aufrufe hinweg
out = Aus der Funktion heraus
instruction = Befehl
part = Trap, Teil für Teil
