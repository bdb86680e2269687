# Gezähltes: eine Zahl und ihr Hauptwort, im Nominativ oder Akkusativ.

steps = { $n ->
    [one] { $n } Schritt
   *[other] { $n } Schritte
}
instructions = { $n ->
    [one] { $n } Befehl
   *[other] { $n } Befehle
}
system-calls = { $n ->
    [one] { $n } Systemaufruf
   *[other] { $n } Systemaufrufe
}
bytes = { $n ->
    [one] { $n } Byte
   *[other] { $n } Bytes
}
times = { $n } Mal
writes = { $n } `write`
write-calls = { $n ->
    [one] { $n } `write`
   *[other] { $n } `write`
}
page-faults = { $n ->
    [one] { $n } Seitenfehler
   *[other] { $n } Seitenfehler
}
descriptors = { $n ->
    [one] { $n } Deskriptor
   *[other] { $n } Deskriptoren
}
areas = { $n ->
    [one] { $n } Bereich
   *[other] { $n } Bereiche
}
threads = { $n ->
    [one] { $n } Thread
   *[other] { $n } Threads
}
ticks = { $n ->
    [one] { $n } Tick
   *[other] { $n } Ticks
}

pages = { $n ->
    [one] { $n } Seite
   *[other] { $n } Seiten
}
names = { $n ->
    [one] { $n } Name
   *[other] { $n } Namen
}

quoted = „{ $text }“
