# Der Adressraum, der Weg einer Adresse durch die Seitentabellen, und die Bytes dort.

heap = Heap
stack = Stapel
signal-return = Rückkehr aus Signalen
code-of = Code von { $path }
data-of = Daten von { $path }
constants-of = Konstanten von { $path }
mapped-file = abgebildete Datei
zeroed-of = genullte Daten von { $path }
mmap = mmap
for-user-mode = für den Benutzermodus abgebildet
kernel-code = Code des Kernels
kernel-data = Daten des Kernels
kernel-constants = Konstanten des Kernels
kernel-stack = Kernelstapel von { $name } (pid { $pid })
kernel-start = erste Befehle des Kernels
other-ram = alles übrige RAM
null = nichts: hierher führen Nullzeiger
hole = keine Adressen: Bit 39 bis 63 müssen wie Bit 38 sein
guard = Schutzlücke: nie abgebildet
gap = nichts

fetch = Holen
load = Lesen
store = Schreiben
user = Der [Benutzer]modus
kernel = Der <Kernel>modus
machine = Der Maschinenmodus
what = { $bytes } bei `{ $address }`{ $place }
nobodys = niemandes
fetched = { $who } holte { $what }.
loaded = { $who } las { $what }.
stored = { $who } schrieb { $what }.
wanted-fetched = { $who } wollte { $what } holen.
wanted-loaded = { $who } wollte { $what } lesen.
wanted-stored = { $who } wollte { $what } schreiben.
refused = { $wanted } Abgewiesen: { $why }. Die Hardware meldete: { $cause }, mit `stval` = `{ $value }`.
no-answer = an dieser physischen Adresse antwortet nichts
remembered = { $did } Die Seitentabellen erlauben es nicht ({ $why }), doch der Hart kannte noch eine frühere Übersetzung.
untranslated = { $did } Erlaubt: Ohne Übersetzung ist das die physische Adresse `{ $pa }`, und kein PMP-Eintrag verbietet sie.
allowed = { $did } Erlaubt von ihrem Eintrag in der Seitentabelle: { $what }, und { $whose }. Das ist die physische Adresse `{ $pa }`.
allowed-two-pages = { $did } Erlaubt von ihrem Eintrag in der Seitentabelle: { $what }, und { $whose }; so ist es auch auf der nächsten Seite. Das ist die physische Adresse `{ $pa }`.
updated = Die Hardware schrieb A und D, wie sie sein müssen, in den Eintrag bei `{ $pa }`.
bit-is-set = sein { $bit }-Bit ist 1
mxr = `sstatus.MXR` lässt Code lesen
whose-user = sein U-Bit sagt, dass die Seite für den Benutzermodus ist
whose-sum = sein U-Bit ist 1, und `sstatus.SUM` = 1 lässt den <Kernel> an Seiten des Benutzermodus
whose-kernel = sein U-Bit ist 0: Die Seite gehört dem <Kernel>
no-right = Niemand hat ein Recht auf diese Adresse.
brings = Der <Kernel> hat diese Seite zugesagt und bringt sie, wenn sie gebraucht wird: jetzt.
copies = Zwei haben diese Seite, oder die Datei hat sie: Der <Kernel> macht eine Kopie, in die geschrieben werden darf (Copy-on-Write).

not-canonical = Bit 39 bis 63 der Adresse sind nicht wie Bit 38
no-memory = eine Seitentabelle oder das Byte selbst läge, wo kein RAM ist
not-valid = das V-Bit eines Eintrags ist 0: dort ist nichts abgebildet
reserved = ein Eintrag hat reservierte Bits oder W ohne R
reserved-in-branch = ein Eintrag, der zu einer Tabelle führt, hat A, D oder U gesetzt
too-deep = der Eintrag der letzten Stufe führt zu einer weiteren Tabelle
misaligned = eine große Seite liegt nicht an einem Vielfachen ihrer Größe
kernel-page = das U-Bit der Seite ist 0: sie ist nicht für den Benutzermodus
user-page-in-kernel = das U-Bit der Seite ist 1: der Kernelmodus holt dort nichts und liest und schreibt nur, solange `sstatus.SUM` 1 ist
user-page = das U-Bit der Seite ist 1
no-read = das R-Bit der Seite ist 0
no-write = das W-Bit der Seite ist 0
no-execute = das X-Bit der Seite ist 0
protected = der Schutz des physischen Speichers (PMP) hat keinen Eintrag, der es erlaubt

valid = gültig
invalid = ungültig: der Weg endet mit einem Seitenfehler
loads = Lesen ist erlaubt
no-loads = kein Lesen
stores = Schreiben ist erlaubt
no-stores = kein Schreiben
fetches = Befehle dürfen geholt werden
no-fetches = kein Holen von Befehlen
of-user-mode = eine Seite des Benutzermodus
not-for-user-mode = nicht für den Benutzermodus
everywhere = in jedem Adressraum
only-here = in diesem Adressraum
accessed = es wurde darauf zugegriffen
not-accessed = kein Zugriff, seit dies gelöscht wurde
dirty = es wurde hineingeschrieben
not-dirty = nichts geschrieben, seit dies gelöscht wurde
leaf = ein Blatt: { $size } an physisch { $pa }
next-table = führt zur nächsten Tabelle, bei { $pa }
entry-not-valid = V ist 0: nichts ist abgebildet
entry-reserved = eine reservierte Kombination von Bits
entry-reserved-in-branch = führt zu einer Tabelle, hat aber A, D oder U gesetzt, was reserviert ist
entry-too-deep = führt zu einer Tabelle, doch es gibt keine weitere Stufe
entry-misaligned = eine große Seite an einer Adresse, die kein Vielfaches ihrer Größe ist
walk-ends = `{ $va }` ist das Byte an der physischen Adresse `{ $pa }`.
walk-page-fault = Ein Zugriff auf `{ $va }` führt zu einem Seitenfehler: { $why }.
walk-access-fault = Ein Zugriff auf `{ $va }` führt zu einem Zugriffsfehler: { $why }.
may = erlaubt

same-value = `{ $value }`, was schon dort stand
over-value = `{ $value }` über `{ $old }`
hardware-wrote = Die Hardware schrieb { $what }, auf ihrem Weg durch die Seitentabellen.
writer-user = *{ $name }* im [Benutzer]modus
writer-kernel = der <Kernel>, für *{ $name }*
wrote = `{ $function }` ({ $who }) schrieb { $what }, mit `{ $instruction }`.
nobody = niemanden

address-empty = Eine Adresse, ein Register wie sp oder den Namen einer Funktion eingeben.
address-too-long = Das ist zu lang: Eine Adresse hat höchstens { $n } Zeichen.
address-offset = „{ $text }“ zählt etwas dazu, das keine Zahl ist.
address-digits = „{ $text }“ ist keine Adresse: Sie hat höchstens 16 Hexadezimalziffern.
address-unknown = Nichts heißt hier „{ $text }“: kein Register, keine Funktion, keine Variable.

map = Karte
walk = Weg
bytes = Bytes
reading = Die Seitentabellen werden gelesen …
last-access = Letzter Zugriff
last-access-tip = Ansehen, worauf der letzte Schritt zugriff, bei jedem Schritt neu
parts = Teile der Speichertafel
spot = { $va } → physisch { $pa }
spot-not-mapped = { $va } → nicht abgebildet
spot-physical = physisch { $pa }
address = Adresse, Register oder Name
address-example = Adresse, sp, ls::main, KERNEL
go = Los
show-bytes = Die Bytes an dieser physischen Adresse zeigen
follow-address = Dieser Adresse durch den Speicher folgen

untranslated-map = Die Übersetzung ist aus: Jede Adresse ist physisch.
kernel-half = Die Hälfte des Kernels
kernel-head = Kernel
kernel-u-bit = U-Bit 0: außer Reichweite der Programme
program-half = Die Hälfte des Programms
no-program = Kein Programm
program-u-bit = U-Bit 1
ram = RAM
size-at = { $size } bei { $address }
copied = { $n ->
    [one] { $n } Seite wird
   *[other] { $n } Seiten werden
} beim ersten Schreiben kopiert (Copy-on-Write): Das W-Bit des Eintrags ist 0, obwohl Schreiben zugesagt ist.
promised = Zugesagt, aber noch ist keine Seite da: Jede kommt, wenn sie zum ersten Mal gebraucht wird.
physical-pages = Physische Seiten, der Reihe nach:
more-stretches = und { $n ->
    [one] { $n } weiteres Stück
   *[other] { $n } weitere Stücke
}
read = Lesen
no-read-right = kein Lesen
write = Schreiben
no-write-right = kein Schreiben
execute = Ausführen
no-execute-right = kein Ausführen
user-right = Benutzermodus
no-user-right = kein Benutzermodus
pages-promised = zugesagt, 0 von { $n ->
    [one] { $n } Seite
   *[other] { $n } Seiten
}
pages-of = { $present } von { $all } Seiten
ram-picture = RAM: der Kernel an seinem Anfang, dann Seiten in Gebrauch, dann Seiten, die nie benutzt wurden
ram-kernel = Kernel
ram-process = dieses Programm
ram-tables = Seitentabellen
ram-unused = nie benutzt
ram-chosen = gewählter Bereich

asked = Was der letzte Schritt vom Speicher verlangte
asked-head = Der letzte Schritt verlangte
asked-nothing = Nichts: Der letzte Schritt führte keinen Befehl aus.
way = Der Weg durch die Seitentabellen
way-of = Der Weg von{" "}
root-at = satp: Sv39, oberste Tabelle bei{" "}
here-and-now = Hier und jetzt, im { $mode }
no-way = Eine physische Adresse geht keinen Weg: Die Übersetzung endet, wo sie beginnt.
seen-at = Dieses Byte ist zu sehen bei{" "}
offset = Versatz
bits = Bits { $range }
level = Stufe { $n }
entry-at = {" "}· Eintrag { $index } bei{" "}
entry-bits = Bits des Eintrags von Stufe { $n }
ppn = Nummer der physischen Seite
rsw = Für Software: Die Hardware sieht nicht hin
flag-clear = { $letter }: { $meaning }. Ein Klick löscht es: Was wäre, wenn?
flag-set = { $letter }: { $meaning }. Ein Klick setzt es: Was wäre, wenn?

no-ram = Hier ist kein RAM: nichts zu lesen.
bytes-back = 256 Bytes zurück
bytes-on = 256 Bytes weiter
virtual-addresses = virtuelle Adressen
physical-addresses = physische Adressen
bytes-label = Bytes; Pfeiltasten bewegen, Bildtasten blättern
cell = Die Zelle
previous-write = voriges Schreiben
previous-write-tip = Zurück zum Schritt nach dem letzten Schreiben in diese 8 Bytes
next-write = nächstes Schreiben
next-write-tip = Weiter zum Schritt nach dem nächsten Schreiben in diese 8 Bytes
change = ändern
change-label = Was die 8 Bytes enthalten sollen, als eine Zahl
change-example = 0x2a oder 42
what-if = Was wäre, wenn?
no-number = Das ist keine Zahl von 64 Bit: als 42 oder als 0x2a schreiben.
not-ram = kein RAM, oder nicht abgebildet
changed = geändert

power-switch = Netzschalter
timer = Timer
interrupt-controller = Interrupt-Controller
uart = UART
disk = Platte
