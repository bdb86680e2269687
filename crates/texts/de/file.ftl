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

of-whom = Dateien von
descriptors = Deskriptoren
descriptors-of = von { $name } (pid { $pid }), in { $directory }
none-here = An dieser Stelle keine.
fd = fd
follow = Dem Aufruf folgen
not-there = An dieser Stelle ist sie nicht da.
chain = Vom Deskriptor zu den Bytes
pipes = Pipes
tree = Dateibaum
name = Name
mounts = Eingehängte Dateisysteme
mount = { $kind }, Wurzel-Inode { $root }
mount-over = { $kind }, Wurzel-Inode { $root }, über Inode { $covers }
in-view = Die Datei, um die es im Aufruf geht
behind = Die Datei hinter Deskriptor { $fd }
inode-number = Inode { $number }
shared-by-n = { $flags } · geteilt von { $n }
show-descriptor = Deskriptor { $fd }: seine Datei zeigen
file-at = #{ $file } bei { $offset }
this-call = dieser Aufruf
show-pipe = Pipe { $number }, { $bytes } darin: zeigen
