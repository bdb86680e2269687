# Der Aufrufstapel über die Grenze hinweg.

of = Stapel von
kernels-own = der eigene des Kernels
too-long = Der Lauf ist zu lang, um jede Funktion zu behalten: An dieser Stelle ist keine bekannt.
none = An dieser Stelle ist keine Funktion bekannt.
kernel-frames = Funktionen des Kernels, die innerste zuerst
program-frames = Funktionen des Programms, die innerste zuerst
earlier = der Aufruf, in dem er seit vor diesem Lauf ist
entered-at = { $function }({ $arguments }): betreten bei { $at }. Ein Klick führt dorthin.
back-at = { $function }({ $arguments }): bekam den Hart zurück bei { $at }. Ein Klick führt dorthin.
began-in = { $function }({ $arguments }): war darin, als der Lauf begann, bei { $at }. Ein Klick führt dorthin.
just-now = gerade eben
ago = vor { $n ->
    [one] { $n } Schritt
   *[other] { $n } Schritten
}
hardware-did = Was die Hardware tat
to-crossing = Zu diesem Übergang gehen
hardware-step = Was die Hardware tat, in einem Schritt
