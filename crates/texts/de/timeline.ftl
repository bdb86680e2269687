# Die Spuren, was darauf ist, und die Liste davon.

label = Zeitleiste
session = Sitzung
lane-user = Benutzer U
lane-kernel = Kernel S
lane-machine = Maschine M
lane-traps = Traps
lane-process = Prozess
lane-calls = Aufrufe
lane-terminal = Terminal
lane-functions = Funktionen
position = Schritt { $at } von { $end }, { $mode }
position-in = Schritt { $at } von { $end }, { $mode }, in { $function }
slider = Stelle im Lauf
lanes-end = Hier enden die Spuren: Der Lauf war zu lang, um alles zu behalten. Durchgehen lässt er sich trotzdem.

mode-by = { $mode }, durch { $cause }
process = Prozess { $pid }: { $name }
no-process = kein Prozess
an-interrupt = ein Interrupt
a-fault = ein Fehler
in-kernel = { $instructions } im Kernel
in-kernel-still = { $instructions } im Kernel und noch nicht zurück
output = { $bytes } Ausgabe
own = { $instructions }, davon { $own } eigene
from = ab Schritt { $at }
trap-at = im { $mode }, bei Schritt { $at }
call-from = { $process }, pid { $pid }, ab Schritt { $at }
function-from = { $mode }, ab Schritt { $at }
function-goes-on = { $mode }, ab Schritt { $at }: Hier geht sie weiter
boot = Hochfahren
typing = am Prompt getippte Tasten
in-branch = In einem Zweig: { $edits }.
reach = Aufzeichnung: { $n ->
    [one] { $n } Sicherungspunkt
   *[other] { $n } Sicherungspunkte
}, { $used } MB von { $budget } MB; jeder Augenblick ist höchstens { $replay } Schritte entfernt.
lost = Was vor Schritt { $at } war, ist nicht mehr zu erreichen.

list = Die Zeitleiste als Liste
list-tip = Die Zeitleiste als Liste, Läufe und Marken
close-list = Die Liste schließen
everything = Alles
mode-changes = Wechsel des Modus
interrupts-faults = Interrupts und Fehler
processes = Prozesse
calls = Systemaufrufe
terminal-output = Ausgabe des Terminals
functions = Funktionen
runs = Läufe seit dem Einschalten
run-length = { $name }, { $steps }
marks = Marken
in-this-run = { $n } in diesem Lauf:
what-happens = Was in diesem Lauf geschieht
mark-name = Name der Marke
go-to-mark = zu { $at }
remove-mark = Marke { $name } entfernen
show-all = alles
not-found = nicht in diesem Lauf
found-at = { $index } von { $n }
found = { $n } in diesem Lauf
search = Den Lauf durchsuchen
search-example = Funktion, Aufruf, Trap, Prozess
