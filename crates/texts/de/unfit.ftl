# Warum eine geöffnete Datei nicht laufen kann. Der Satz beginnt mit dem Namen der Datei.

compile = mit `riscv64-linux-gnu-gcc -static -g` übersetzen
empty = die Datei ist leer
too-long = sie hat { $len } Bytes; höchstens { $most } passen in diese Maschine
not-elf = sie ist { $looks }, kein ELF-Programm für RISC-V: { $compile }
bits32 = sie ist ein 32-Bit-Programm für { $processor }; auf dieser Maschine laufen 64-Bit-Programme: { $compile }
big-endian = sie ist ein Big-Endian-Programm für { $processor }; diese Maschine ist Little-Endian: { $compile }
processor = sie ist ein Programm für { $name }; diese Maschine ist eine RISC-V: { $compile }
kind = sie ist { $kind }
truncated = die Datei endet zu früh: Sie hat { $len } Bytes, und ihre eigenen Tabellen sprechen von { $wants }; noch einmal kopieren
interpreter = sie ist dynamisch gebunden und will von `{ $path }` geladen werden, das es in dieser Maschine nicht gibt: mit `-static` binden
outside = sie will { $len } Bytes bei { $va }, doch Programme liegen von { $first } bis { $end }, und der Kernel darüber: ohne eigene Adresse binden
outside-ram = sie will { $len } Bytes bei { $pa }, doch der Speicher für einen Kernel geht von { $first } bis { $end }: für { $first } binden, wie für QEMU mit `-machine virt -bios none`
nothing-to-load = sie hat kein Segment, das zu laden wäre, also gibt es nichts auszuführen
entry = sie beginnt bei { $va }, wo sie keinen Code hat
extension = sie wurde für die Erweiterung { $name } übersetzt, die diesem RV64GC-Prozessor fehlt: mit `-march=rv64gc` übersetzen
damaged = ihre Tabellen sind beschädigt: { $what }
path = nach `{ $path }` kann nichts geschrieben werden: Dateien kommen nach `/home`, unter einem neuen Namen aus höchstens { $most } Buchstaben, Ziffern, Punkten, Strichen, Pluszeichen und Unterstrichen
no-room = neben den anderen ist kein Platz: höchstens { $programs } Programme und zusammen { $mb } MB; zuerst die geöffneten vergessen

shared-library = eine Bibliothek, die ein Programm benutzt: das Programm öffnen
object-file = eine Objektdatei, die noch nicht gebunden ist: mit `riscv64-linux-gnu-gcc -static` binden
core = der Speicher eines abgestürzten Programms: das Programm selbst öffnen
other-kind = eine ELF-Datei von einer Art, die nicht ausgeführt wird
first-bytes = ihre ersten Bytes ergeben keinen Sinn
headers = sie hat { $n } Programmköpfe, mehr als { $most }
segment-longer = ein Segment ist in der Datei länger als im Speicher
segment-page = ein Segment beginnt in seiner Seite woanders als in der Datei
segment-order = zwei Segmente wollen denselben Speicher oder stehen nicht in Reihenfolge

script = ein Skript
windows = ein Windows-Programm
wasm = ein WebAssembly-Modul
macos = ein macOS-Programm
macos-or-java = ein macOS-Programm oder eine Java-Klasse
library = eine Bibliothek von Objektdateien
zip = ein ZIP-Archiv
gzip = eine gzip-Datei
xz = eine xz-Datei
bzip2 = eine bzip2-Datei
zstd = eine Zstandard-Datei
pdf = ein PDF-Dokument
picture = ein Bild
text = ein Text
unknown = eine Datei unbekannter Art
bpf = BPF, die eigene Maschine des Kernels
no-processor = keinen Prozessor
unknown-processor = den Prozessor mit der ELF-Nummer { $number }
