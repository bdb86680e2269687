# Dateien, wie der Kernel sie im Speicher hat.

descriptor = Deskriptor
open-file = offene Datei
dentry = Dentry
inode = Inode
content = Inhalt

of = von
offset = Position
flags = Flags
shared-by = geteilt von
they-are = nämlich
is = ist
path = Pfad
above = darüber
nothing-above = keiner
held-by = gehalten von
users = { $n ->
    [one] { $n } Nutzer
   *[other] { $n } Nutzern
}
users-unlinked = { $n ->
    [one] { $n } Nutzer
   *[other] { $n } Nutzern
}, und der Name ist entfernt
type = Art
mode = Rechte
links = Namen
owner-group = Eigentümer, Gruppe
bytes = Bytes
changed = geändert
file-system = Dateisystem
nameless = keines: sie hat keinen Namen
device = Gerät
seen-at = zu finden unter
directory = Verzeichnis
character-device = zeichenorientiertes Gerät
block-device = blockorientiertes Gerät
symbolic-link = symbolischer Verweis
pipe = Pipe
socket = Socket
regular-file = gewöhnliche Datei
entry-inode = Inode { $number }
driver = Treiber { $name }
none-kept = keine werden behalten
a-path = ein Pfad
leads-to = führt zu
first-in = { $n }, der Reihe nach
first = zuerst
readers = Leser
writers = Schreiber
a-pipe = eine Pipe
made-when-read = wird beim Lesen gemacht
hole = ein Loch: Nullen
