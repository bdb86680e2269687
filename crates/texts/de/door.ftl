# Was die Hardware an der Tür zwischen den Modi tut, Wert für Wert.

trap-rest = Das ist alles, was die Hardware tut. Die Register `x1` bis `x31`, darunter der Stapelzeiger, `satp` und der ganze Speicher sind, wie sie waren: Der <Kernel> muss mit seinen ersten Befehlen retten, was er behalten will.
return-rest = Das ist alles, was die Hardware tut. Der <Kernel> hat vorher jedes Register zurückgelegt, mit seinen letzten Befehlen.
epc-interrupt = wo es später weitergeht: der Befehl, der nicht mehr zum Zug kam
epc-call = wo es später weitergeht: das `ecall` selbst: Der <Kernel> wird 4 dazuzählen
epc-fault = wo es später weitergeht: der Befehl, der nicht ausgeführt werden konnte
why = warum: { $cause }
tval-address = die Adresse, um die es ging
tval-instruction = der Befehl, der nicht erlaubt ist
tval-nothing = mehr ist nicht zu sagen
spp = vorher war es der { $mode }-Modus
spie = ob der S-Modus Interrupts zuließ
sie = kein Interrupt kommt dazwischen: Der <Kernel> ist nicht bereit
mode-up = von hier an sind die Seiten und Befehle des <Kernel>s erlaubt
mode-same = der <Kernel> war schon an der Arbeit
pc = nach `{ $place }`: Das Programm wählt nicht, wohin
mode-down = von hier an sind die Seiten und Befehle des <Kernel>s unerreichbar
mode-on = der <Kernel> macht weiter mit dem, was er tat
sie-back = wie es vor dem Trap war
spie-back = damit nichts übrig bleibt
spp-back = das Geringste, was es sein kann
pc-back = wo es weitergeht
pc-back-in = wo es weitergeht, in `{ $place }`
